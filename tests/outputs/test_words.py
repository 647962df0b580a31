"""Names fit for files on every system, and intervals that read well."""

from hypothesis import given
from hypothesis import strategies as st

from sim.outputs.words import file_name, shown, spread, steady

NAMES = st.text(min_size=1, max_size=80)


@given(name=NAMES)
def test_a_file_name_is_allowed_everywhere(name):
    chosen = file_name(name)
    assert chosen
    assert not set(chosen) & set('<>:"/\\|?*')
    assert chosen.isprintable() or all(char == " " or char.isprintable() or ord(char) > 127 for char in chosen)
    assert chosen[0] not in ". " and chosen[-1] not in ". "
    assert len(f"{chosen} 99.ics".encode()) < 255


@given(names=st.lists(NAMES, max_size=8))
def test_file_names_never_collide_even_where_case_does_not_count(names):
    taken: list[str] = []
    for name in names:
        taken.append(file_name(name, taken))
    assert len({name.casefold() for name in taken}) == len(names)


def test_a_name_that_steers_the_direction_of_text_is_tamed():
    assert file_name("gpj\u202eevil") == "gpj_evil"


def test_each_script_keeps_its_letters():
    for name in ("נועה לוי", "ليلى حداد", "Омар Соколов", "Zoë O'Brien"):
        assert file_name(name) == name


def test_a_mark_follows_right_to_left_words_and_no_others():
    assert steady("Ada, 3") == "Ada, 3"
    assert steady("ליל 'א', ليلى 5: x") == "ליל 'א', ليلى\u200e 5: x"


def test_an_interval_names_its_unit_once():
    assert spread("service_level", 0.012, 0.048, difference=True) == "+1.2 to +4.8 points"
    assert spread("cost_per_month", -3700, -3300, "GBP", difference=True) == "GBP -3,700 to -3,300"
    assert spread("service_level", float("nan"), 0.5) == ""
    assert shown("cost_per_month", float("nan"), "GBP") == "–"
