"""Every screen in every language, on a sample, on nothing and on one row of each table."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import dashboard
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard.i18n import LANGUAGES, Language, t, using_language
from dashboard.screens import SCREENS, Screen
