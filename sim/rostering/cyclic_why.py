"""Why a cyclic rota is as it is: what each wish came to, and what it costs the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from sim.rostering.cyclic_rota import Rota
from sim.rostering.cyclic_solve import solve_rota
from sim.rostering.cyclic_words import WISH_WORDS
from sim.rostering.engine import PATIENCE


def cost_per_wish(rota: Rota) -> pd.DataFrame:
    """Return what each wish came to: stage (from 1), wish, meaning, count, weight, cost (their product).

    Beside them stand the cost and the bound of the stage: equal where nothing can be better given those before. What
    nobody wishes for has stage 0 and weight 0. Everybody works every row once, so all bear the same in a cycle.
    """
    proofs = {name: proof for proof in rota.stages for name in proof.wishes.split(" and ")}
    places = {name: (number, weight) for number, stage in enumerate(_stages(rota), 1) for name, weight in stage}
    rows = []
    for name, count in rota.counts.items():
        stage, weight = places.get(name, (0, 0))
        proof = proofs.get(name)
        rows.append(
            (stage, name, WISH_WORDS[name], count, weight, weight * count, proof and proof.cost, proof and proof.bound)
        )
    columns = ["stage", "wish", "meaning", "count", "weight", "cost", "stage_cost", "stage_bound"]
    return pd.DataFrame(rows, columns=columns).sort_values("stage", kind="stable", ignore_index=True)


def cost_of_wishes(
    rota: Rota,
    *,
    work: float,
    seed: int = 1,
    progress: Callable[[str, float], None] = lambda stage, done: None,
) -> pd.DataFrame:
    """Return what each wish costs the others: it is turned off, and the rota of the same people solved again.

    One row per wish (`without`), one column per wish with the change of its count, and `saved`: the weighted counts
    that the other wishes save. Open shifts come before all wishes and stay.
    """
    weights = {name: weight for stage in rota.instance.wishes for name, weight in stage}
    rows = []
    for place, wish in enumerate(weights):
        progress(f"without {wish}", place / len(weights))
        stages = tuple(tuple(one for one in stage if one[0] != wish) for stage in rota.instance.wishes)
        instance = replace(rota.instance, wishes=tuple(stage for stage in stages if stage))
        other = solve_rota(instance, work=work, seconds=5.0 + work * PATIENCE, seed=seed, start=rota.rows)
        change = {name: other.counts[name] - count for name, count in rota.counts.items()}
        saved = -sum(weights.get(name, 0) * value for name, value in change.items() if name != wish)
        rows.append({"without": wish, "saved": float(saved), **change})
    progress("what each wish costs the others", 1.0)
    return pd.DataFrame(rows, columns=["without", "saved", *rota.counts])


def _stages(rota: Rota) -> list[tuple[tuple[str, int], ...]]:
    first: list[tuple[tuple[str, int], ...]] = [(("shortage", 1),)] if rota.instance.may_be_short else []
    return [*first, *(stage for stage in rota.instance.wishes if stage)]
