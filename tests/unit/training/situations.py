"""A training run whose hours can be worked out by hand."""

from decimal import Decimal

from models.training.estimate import Machine
from models.training.levers import Situation
from models.training.runs import TrainingRun

# 6 x 1e9 x 6e13 = 3.6e23 operations; a card of 1,000 TFLOPS at 50 % does 1.8e18 an hour:
# 200,000 card-hours.
RUN = TrainingRun(
    name="mine",
    active_parameters=Decimal("1e9"),
    tokens=Decimal("6e13"),
    chip="X",
    cards=1000,
    utilisation_ratio=Decimal("0.5"),
    source="worked by hand",
)
MACHINE = Machine("X", Decimal(1000), 1000, Decimal("0.5"))
AT_TEN_YUAN = Situation(RUN, Decimal(1000), MACHINE, Decimal(10))
