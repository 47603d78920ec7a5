"""The public names of `sim` and where each lies: read by type checkers, and by `sim` itself when a name is first used."""

from sim.analysis.what_would_it_take import what_would_it_take as what_would_it_take
from sim.batch.manifest import batch_status as batch_status
from sim.batch.points import Points as Points
from sim.batch.prepare import batch_of as batch_of
from sim.batch.results import compute as compute, measure_runs as measure_runs, measures_in as measures_in
from sim.colours import actor_colours as actor_colours, end_colours as end_colours
from sim.csv_writing import csv_bytes as csv_bytes, levers_text as levers_text
from sim.ensemble.outcomes import (
    aid_of_all as aid_of_all,
    blocking_members as blocking_members,
    by_month as by_month,
    compare as compare,
    deals as deals,
    ends as ends,
    names_along as names_along,
    offers as offers,
    paired as paired,
    quantiles as quantiles,
    share_of as share_of,
    standing as standing,
    summarise as summarise,
    verdicts as verdicts,
    wilson as wilson,
)
from sim.ensemble.simulate import check_memory as check_memory, memory_of as memory_of, simulate as simulate
from sim.errors import InputError as InputError, Problem as Problem
from sim.explanation.packages import PackageSpace as PackageSpace, package_space as package_space
from sim.explanation.story import chosen_run as chosen_run, tell as tell
from sim.explanation.why import explain as explain
from sim.model.month import SCHEDULE as SCHEDULE
from sim.model.pauses import between_months as between_months
from sim.scenario.adding import with_proposal as with_proposal
from sim.scenario.editing import plain_value as plain_value, write_entry as write_entry
from sim.scenario.fields import Key as Key, keys_at as keys_at, schema_keys as schema_keys
from sim.scenario.levers import (
    Parameter as Parameter,
    change as change,
    optional_parameters as optional_parameters,
    parameters as parameters,
)
from sim.scenario.quantity import Quantity as Quantity
from sim.scenario.reading import (
    load_scenario as load_scenario,
    read_scenario as read_scenario,
    scenario_names as scenario_names,
    scenario_text as scenario_text,
    to_yaml as to_yaml,
)
from sim.scenario.relaxing import line_names as line_names, without_lines as without_lines
from sim.scenario.schema import Scenario as Scenario
from sim.validation.hindcast.forecasts import hindcast as hindcast, rolling_origins as rolling_origins
from sim.validation.hindcast.track_record import summarise_hindcast as summarise_hindcast
from sim.validation.observed.observables import observables as observables
from sim.validation.observed.reading import load_observed as load_observed
from sim.vocabulary import OUTCOMES as OUTCOMES

__version__: str
