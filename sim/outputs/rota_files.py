"""Everything `allhours rota` writes beside its tables: the workbook, the pictures, the rota as text."""

from __future__ import annotations

from sim.experiments.rota_results import RotaPlan
from sim.outputs import looks
from sim.outputs.plots_rota import plot_rota, plot_rota_cover
from sim.outputs.rota_book import rota_workbook
from sim.outputs.rota_tables import rota_cells, rota_cover


def rota_files(plan: RotaPlan) -> dict[str, bytes]:
    """Return contents by name: rota.xlsx, rota.svg, cover.svg, rota.txt."""
    about = f"{plan.scenario.name}, digest {plan.digest}, seed {plan.seed}, Allhours {plan.version}, {plan.rota.status}"
    weeks = plan.rota.instance.people
    table = looks.new_figure(6.4, 1.1 + 0.27 * max(weeks, 3))
    plot_rota(rota_cells(plan.rota), ax=table.subplots())
    cover = looks.new_figure(9.0, 2.6)
    plot_rota_cover(rota_cover(plan), ax=cover.subplots())
    return {
        "rota.xlsx": rota_workbook(plan),
        "rota.svg": looks.svg(table, "The rota", about),
        "cover.svg": looks.svg(cover, "The cover of the rota", about),
        "rota.txt": (plan.rota.text() + "\n").encode(),
    }
