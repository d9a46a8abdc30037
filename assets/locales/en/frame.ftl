# What stands around every page: menu, bottom line, undo bar, dates.

language-name = English
frame-language = Language
frame-skip = To the page
frame-lock = Lock
frame-practice = Practice: invented people
frame-no-such-page = This page is not here
frame-to-today = To Today
menu-label = Pages
menu-today = Today
menu-people = People
menu-appeals = Appeals
menu-cases = Cases
menu-questions = Questions to decide
menu-offices = Offices
menu-hand-over = Hand over
menu-answers = Send back
menu-receive = Receive
menu-import = Take from a sheet
menu-settings = Settings
do-visit = Record a visit
do-appeal = Take an appeal
do-open-case = Open a case
do-case = Open the case file
do-change = Change
do-hand-over = Hand over
status-label = What is saved and handed over
status-nothing-saved = Nothing written yet
status-saved = Saved on this computer, { $at }
status-only-here =
    { $n ->
        [one] 1 change is only on this computer
       *[other] { $n } changes are only on this computer
    }
status-handed-over = { $n } handed over, not confirmed
status-confirmed = { $n } confirmed by the centre
status-confirmed-up-to = { $n } confirmed by the centre, up to { $day }
status-centre = This computer is the centre
undo-take-back = Take back
undo-taken-back = Taken back. It stays in the history.
undo-close = Close
questions-see = See the questions
date-pattern = dd.mm.yyyy
date-today = today
date-yesterday = yesterday
date-tomorrow = tomorrow
date-in-days =
    { $days ->
        [one] in 1 day
       *[other] in { $days } days
    }
date-in-weeks =
    { $weeks ->
        [one] in 1 week
       *[other] in { $weeks } weeks
    }
date-words-yesterday = yesterday
date-words-today = today
date-words-tomorrow = tomorrow
date-day = Day
date-month = Month
date-year = Year
weekday-1 = Monday
weekday-short-1 = Mon
weekday-2 = Tuesday
weekday-short-2 = Tue
weekday-3 = Wednesday
weekday-short-3 = Wed
weekday-4 = Thursday
weekday-short-4 = Thu
weekday-5 = Friday
weekday-short-5 = Fri
weekday-6 = Saturday
weekday-short-6 = Sat
weekday-7 = Sunday
weekday-short-7 = Sun
