# The find box.

find-placeholder = Find a person, household, case, number, word in a note
find-label = Find
find-results = What was found
find-title = Find: { $words }
find-nothing = Nothing found. Try fewer letters, or another spelling.
find-register = Register “{ $words }”
find-group-people = People
find-group-households = Households
find-group-cases = Cases
find-group-entries = Notes and visits
find-group-recent = Opened last
find-group-register = Not here?
