"""All peer rules by name, in the order in which tables show them."""

from models.procurement.peers.clouds import aws, azure, gcp_optimal, gcp_stable, optscale
from models.procurement.peers.online import ParkingPermit, WangLiLiang
from models.procurement.peers.rules import (
    lookback,
    minimum,
    newsvendor,
    one_twelfth,
    pay_as_you_go_only,
    peak,
)
from models.procurement.peers.two_stage import TwoStage
from models.procurement.replay import MakePolicy

PEERS: dict[str, MakePolicy] = {
    "azure_2y": lambda: azure(24),
    "azure_1y": lambda: azure(12),
    "aws_7d_2y": lambda: aws(7, 24),
    "aws_30d_2y": lambda: aws(30, 24),
    "aws_60d_2y": lambda: aws(60, 24),
    "aws_60d_1y": lambda: aws(60, 12),
    "gcp_stable": lambda: gcp_stable,
    "gcp_optimal": lambda: gcp_optimal,
    "optscale": lambda: optscale,
    "two_stage": TwoStage,
    "lookback_12m_2y": lambda: lookback(365, 24),
    "lookback_12m_1y": lambda: lookback(365, 12),
    "newsvendor_2y": lambda: newsvendor(24),
    "newsvendor_1y": lambda: newsvendor(12),
    "one_twelfth": lambda: one_twelfth,
    "parking_permit": ParkingPermit,
    "wang_li_liang_2y": lambda: WangLiLiang(24),
    "wang_li_liang_1y": lambda: WangLiLiang(12),
    "wang_li_liang_random_1y": lambda: WangLiLiang(12, seed=1),
    "minimum": lambda: minimum,
    "peak": lambda: peak,
    "pay_as_you_go": lambda: pay_as_you_go_only,
}
