"""Where a screen stands below the server's root."""

from dashboard.screens import SCREENS, Screen


def path_of(screen: Screen) -> str:
    """The first screen is the root itself, and has no other address."""
    return "" if screen is SCREENS[0] else screen.url_path
