# Taking a register from a sheet.

import-title = Take people from a sheet
import-soft = A list in CSV or Excel becomes registered people
import-steps = Steps of taking a sheet
import-step-file = File
import-step-columns = Columns
import-step-check = Check
import-step-taking = Taking
import-step-done = Done
import-file = Which file?
import-path = Where the file lies
import-path-hint = A file .csv, .txt or .xlsx. It is only read, never changed.
import-kind = Sheets
import-read = Read the file
import-columns =
    { $rows ->
        [one] What is in which column? 1 row
       *[other] What is in which column? { $rows } rows
    }
import-columns-hint = The program has guessed. Correct what is wrong; a column not needed is left out. Letters were read as { $encoding }: if names look broken, save the sheet as UTF-8.
import-table = Columns and first rows of the sheet
import-column-unnamed = Column { $n }
import-check = Check every row
import-checking = Checking { $n } rows…
import-checked = What the check found
import-unchanged-hint = Every row was looked at. Taking begins only with the button below.
import-good = Rows that can be taken
import-rejected = Rows that cannot be taken
import-duplicates = Look like somebody registered
import-duplicates-hint = They are taken all the same; the page of the person shows who may be the same.
import-incomplete = Taken, but a cell is left out
import-incomplete-rows = Rows that are taken without one of their cells
import-incomplete-more = and { $n } more.
import-already = Taken before, when it was stopped
import-rejected-rows = Rows that cannot be taken
import-rejected-more = and { $n } more. All of them will be in the file of left-out rows.
import-row = Row
import-why = Why
import-problem = { $column }: { $reason }
import-take =
    { $n ->
        [one] Register 1 person
       *[other] Register { $n } people
    }
import-go-on = Go on: { $n } people
import-taking = Registering people
import-running = You may stop at any time: nothing is lost.
import-stopping = Finishing the rows just begun…
import-stopped = Stopped
import-stopped-hint = What was taken stays. Go on now, or another day with the same file: no row is taken twice.
import-resume = Go on
import-so-far = Registered so far: { $registered }. Left out: { $rejected }.
import-done = The sheet is taken
import-registered =
    { $n ->
        [one] 1 person registered
       *[other] { $n } people registered
    }
import-rows = Rows in the sheet
import-rejected-file = File of left-out rows
import-rejected-file-hint = Correct the rows there and take that file: rows already taken are not in it.
import-another = Take another sheet
target-full_name = Name in one column
target-surname = Surname
target-given_name = Given name
target-patronymic = Father’s name
target-former_surname = Former surname
target-sex = Sex
target-born_on = Date of birth
target-village = City, village
target-street = Street
target-house_number = House, flat
target-district_text = Etrap, in words
target-postcode = Postcode
target-phone = Telephone
target-document_number = Document number
target-external_number = Number in the old register
target-ignore = Leave out
row-missing_name = There is no name.
row-impossible_date = Such a date does not exist.
row-unreadable_date = The date cannot be read.
row-unreadable_sex = The sex cannot be read.
row-row_too_short = The row has fewer cells than the heading.
row-row_too_long = The row has more cells than the heading.
row-cell_too_long = The text in the cell is too long.
