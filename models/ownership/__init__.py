"""Buy, rent or lease: the same servers for the same months, in money and in value."""
