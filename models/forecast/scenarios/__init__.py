"""What-ifs: changes of a forecast's own paths, priced by the same terms."""
