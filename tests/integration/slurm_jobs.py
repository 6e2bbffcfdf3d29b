"""Slurm accounting as a cluster prints it, and jobs to make more of it from."""

NAMES = (
    *("JobID", "JobName", "User", "Account", "Partition", "State", "Submit", "Start", "End"),
    *("Elapsed", "AllocTRES", "ReqTRES"),
)
A100S = "billing=64,cpu=64,gres/gpu:a100={n},gres/gpu={n},mem=512G,node=1"
FOUR = A100S.format(n=4)
STEP = "cpu=64,gres/gpu:a100=4,gres/gpu=4,mem=512G,node=1"
ASKED = "billing=64,cpu=64,gres/gpu=4,mem=512G,node=1"
ONE = "cpu=8,gres/gpu:a100=1,gres/gpu=1,mem=64G,node=1"
D = "2026-03-02T"

# As a cluster's own `sacct -a --parsable2` prints a morning in March (times of UTC).
MORNING = f"""\
{"|".join(NAMES)}
1001|pretrain|u1|nlp|gpu|COMPLETED|{D}08:00:00|{D}08:30:00|{D}10:15:00|01:45:00|{FOUR}|{ASKED}
1001.batch|batch||nlp||COMPLETED|{D}08:30:00|{D}08:30:00|{D}10:15:00|01:45:00|{STEP}|
1001.extern|extern||nlp||COMPLETED|{D}08:30:00|{D}08:30:00|{D}10:15:00|01:45:00|{FOUR}|
1001.0|python||nlp||COMPLETED|{D}08:31:00|{D}08:31:00|{D}10:15:00|01:44:00|{STEP}|
1002_1|s|u2|vision|gpu|CANCELLED by 7|{D}09:00:00|{D}09:00:00|{D}09:30:00|00:30:00|{ONE}|gres/gpu=1
1002_1.batch|batch||vision||CANCELLED|{D}09:00:00|{D}09:00:00|{D}09:30:00|00:30:00|{ONE}|
1002_[2-5%2]|sweep|u2|vision|gpu|PENDING|{D}11:00:00|Unknown|Unknown|00:00:00||cpu=8,gres/gpu=1
1003|tune|u1|nlp|gpu|RUNNING|{D}11:00:00|{D}11:00:00|Unknown|00:45:00|cpu=8,gres/gpu:a100=2,gres/gpu=2,node=1|cpu=8,gres/gpu=2
1004|clean|u3|data|cpu|COMPLETED|{D}11:00:00|{D}11:00:00|{D}12:00:00|01:00:00|cpu=8,mem=8G,node=1|cpu=8
"""


def sacct(*jobs: dict[str, str], end: str = "\n") -> str:
    return end.join(["|".join(NAMES), *("|".join(job.values()) for job in jobs), ""])


def job(job_id: str = "1", cards: int = 4, **changes: str) -> dict[str, str]:
    """A job of one hour from 08:00; it never waited."""
    cells = dict.fromkeys(NAMES, "") | {
        "JobID": job_id,
        "User": "u1",
        "Account": "nlp",
        "Partition": "gpu",
        "State": "COMPLETED",
        "Submit": "2026-03-02T08:00:00",
        "Start": "2026-03-02T08:00:00",
        "End": "2026-03-02T09:00:00",
        "AllocTRES": A100S.format(n=cards),
        "ReqTRES": f"cpu=8,gres/gpu={cards}",
    }
    assert changes.keys() <= cells.keys()
    return cells | changes
