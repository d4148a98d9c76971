"""One table of everything that is bounded, so that no caller can exhaust the service."""

from __future__ import annotations

from typing import Final

# Files and messages
FILE_BYTES_MAX: Final = 32 * 1024 * 1024
MESSAGE_BYTES_MAX: Final = 4 * 1024 * 1024
IMPORT_CHUNK_BYTES_MAX: Final = 1024 * 1024
TABLE_ROWS_MAX: Final = 300_000  # of one sheet: fifteen for every authority there can be
TABLE_COLUMNS_MAX: Final = 200
TABLE_CELLS_MAX: Final = 8_000_000  # of the rectangles all sheets of a file span, empty cells included
TABLE_CELLS_FREE: Final = (
    2_000_000  # beyond these, no more than TABLE_CELLS_PER_FILLED for each cell that holds something
)
TABLE_CELLS_PER_FILLED: Final = 4
TABLE_CHARS_MAX: Final = FILE_BYTES_MAX  # of all cells of a file together, however small it is packed
CELL_CHARS_MAX: Final = 32_767  # what a spreadsheet cell can hold
ARCHIVE_MEMBERS_MAX: Final = 500
UNPACKED_BYTES_MAX: Final = 128 * 1024 * 1024  # of all members of an archive together
UNPACKED_BYTES_FREE: Final = 4 * 1024 * 1024  # beyond these, no more than UNPACKED_PER_PACKED for each packed byte
UNPACKED_PER_PACKED: Final = 20  # profiles have about 10
XML_TREE_BYTES_MAX: Final = 1024 * 1024  # of a member of a workbook that is read as a whole
XML_ELEMENTS_FREE: Final = (
    500_000  # beyond these, no more than XML_ELEMENTS_PER_FILLED for each cell that holds something
)
XML_ELEMENTS_PER_FILLED: Final = 4
VIOLATIONS_SHOWN_MAX: Final = 1_000  # a reply lists this many and says how many more there are
VIOLATIONS_KEPT_MAX: Final = 10 * VIOLATIONS_SHOWN_MAX  # with more, reading stops
HINT_COMPARISONS_MAX: Final = 20_000  # of misspelt names with known ones in one file

# One authority
ID_CHARS_MAX: Final = 64
NAME_CHARS_MAX: Final = 200
TEXT_CHARS_MAX: Final = 500
URL_CHARS_MAX: Final = 500
POPULATION_MAX: Final = 100_000_000
LANGUAGES_MAX: Final = 40
CODES_MAX: Final = 5_000  # of the local units within a region
LIST_MAX: Final = 300  # of any list of codes
WINDOWS_MAX: Final = 50
WISHES_MAX: Final = 50
CAPACITY_MAX: Final = 1_000
PEOPLE_MAX: Final = 1_000

# One programme
AUTHORITIES_MAX: Final = 20_000
PAST_PAIRINGS_MAX: Final = 100_000
REQUESTS_MAX: Final = 10_000  # pins and forbids together
PROGRAMME_DAYS_MAX: Final = 366 * 5
WEEKS_MAX: Final = 262  # of a programme
EURO_MAX: Final = 1_000_000_000
SEARCH_SECONDS_MAX: Final = 3_600
PROGRAMME_QUOTAS_MAX: Final = 100
HOSTED_VISITS_MAX: Final = 20  # kinds of visits one host offers

# One problem
SIDE_MAX: Final = 200_000
EDGES_MAX: Final = 20_000_000
SCORE_ABS_MAX: Final = 2**31
PRICE_ABS_MAX: Final = 2**53
GROUPS_MAX: Final = 10_000  # of one side
QUOTAS_MAX: Final = 5_000
QUOTA_WEIGHT_MAX: Final = 1_000
FAIREST_SIDE_MAX: Final = 500  # vertices of a side for the goal "fairest": a step for each distinct score in the plan
ALTERNATES_MAX: Final = 1_000  # plans listed one after the other
ALTERNATES_PRICES_MAX: Final = 2**27  # plans times pairs times vertices: a price each, 8 bytes, proves the list
CURVE_PRICES_MAX: Final = 2**27  # vertices and ends of pairs, over all points of a curve that keep their evidence

CYCLE_LENGTH_MAX: Final = 5
CYCLES_MAX: Final = 5_000_000  # cycles of one problem, all of which are listed
VISIT_COLUMNS_MAX: Final = 5_000_000  # requests of study visits times weeks

# Service
PAGE_SIZE_DEFAULT: Final = 100
PAGE_SIZE_MAX: Final = 1_000
SUGGESTIONS_MAX: Final = 1_000
EVALUATED_PAIRS_MAX: Final = 20_000  # judged, with ids of full length, they fit in one message
BATCH_AUTHORITIES_MAX: Final = 1_000
PAIRING_CHANGES_MAX: Final = 1_000  # steps of pairings in one request
RUNS_AT_ONCE_MAX: Final = 4
RUNS_WAITING_MAX: Final = 64
SCENARIOS_MAX: Final = 1_000  # kept by name in one programme
SCENARIO_BYTES_MAX: Final = 2 * 1024 * 1024  # of one that is kept, as JSON; a repair has two edits for each pair
EDITS_MAX: Final = 20_000  # of one scenario: a repair takes back and sets a pin for each of as many as there may be
BROKEN_PRICE_MAX: Final = 1_000_000_000  # of a broken pair, micro-points: a thousand times the best score
SWEPT_SCENARIOS_MAX: Final = 2_000  # of one call
COMPARED_SCENARIOS_MIN: Final = 2
COMPARED_SCENARIOS_MAX: Final = 8
RESERVES_MAX: Final = 200_000  # entries of the reserve lists of everybody together
NEAR_TIES_MAX: Final = 20_000  # pairs within a hair of a tie, each told with a plan of its own
FUTURES_MAX: Final = 100  # of one late applicant, each solved for itself
SAMPLES_MAX: Final = 100_000  # weightings, or drop-outs, that are drawn for one answer
DRAWN_MAX: Final = 20_000_000  # samples times uncertain authorities: a bit each is kept
CONCENTRATION_MAX: Final = 1_000_000  # of weightings around today's
SEED_MAX: Final = 2**63 - 1  # of what is drawn
BASES_KEPT_MAX: Final = 8  # solved plans that scenarios start from, kept in memory
BASES_AUTHORITIES_MAX: Final = 30_000  # of all of them together; one alone may be as large as a programme may be
BASES_PAIRS_MAX: Final = 8_000_000  # eligible pairs of all of them together: about 100 bytes each
PIECES_KEPT_MAX: Final = 40_000  # pairings and pairs of answers, as they were sent; about a kilobyte each
