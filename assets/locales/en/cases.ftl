# Cases: the list, the file of one, opening, risk, tasks and files.

cases-title = Cases
cases-count =
    { $n ->
        [one] 1 case
       *[other] { $n } cases
    }
cases-client = Client
cases-risk = Risk
cases-next = Next
cases-worker = Worker
cases-filter-mine = { $name } (my cases)
cases-filter-all-workers = All workers
cases-filter-all-risks = All levels
cases-filter-none = No case fits this choice.
cases-show-all = Show all open cases
cases-empty = There is no open case yet. A case begins with an appeal, or with a person you know.
cases-take-appeal = Take an appeal
case-questions =
    { $n ->
        [one] 1 question to decide
       *[other] { $n } questions to decide
    }
case-questions-title =
    { $n ->
        [one] Two people wrote different answers
       *[other] { $n } answers were written differently
    }
case-questions-see = See both and decide
case-without-client = Client not known here yet
case-no-worker = Nobody yet
case-household = Household of { $name }
case-due-late = { $what }, was due { $day }
case-due-today = { $what } today
case-due-by = { $what }: due { $day }
case-late-by =
    { $n ->
        [one] 1 working day late
       *[other] { $n } working days late
    }
case-nothing-due = Nothing is due.
case-task-until = { $text }, by { $day }
case-number = Case
case-born = Born
case-lives-in = Lives in
case-steps = The way of this case
case-step-appeal = Appeal
case-step-consent = Consent
case-step-opened = Case opened
case-step-visits = Visits
case-step-closure = Closure
case-pages = Pages of the case
case-timeline = Timeline
case-tasks = Tasks
case-files = Files
case-history = History
case-quote = “{ $words }”
case-no-wishes = Nobody has asked yet.
case-about = About
case-opened-on = Opened on { $day }
case-see-appeal = See the appeal
case-in-charge = In charge: { $worker }
timeline-empty = Nothing is written here yet. Record the first visit, or write a note.
timeline-visit-home = Visit at home.
timeline-visit-office = Visit in our office.
timeline-visit-telephone = Telephone call.
timeline-visit-institution = Visit in an institution.
timeline-note = Note.
timeline-appeal = Appeal.
timeline-opened = Case opened. Risk: { $risk }.
timeline-risk = Risk: { $before } → { $after }.
timeline-assigned = Given to { $worker }.
timeline-seen = Seen.
timeline-met = Seen, with: { $who }.
timeline-not-seen = not seen
timeline-agreed = Agreed: { $words }
timeline-next-visit = next visit { $day }
timeline-hidden = Hidden: { $reason }
open-case-title = Open a case
open-case-soft = The number is given by the program
open-case-finish = Open the case
open-case-client = For whom
open-case-client-hint = Type a name: a person or a household that is registered.
open-case-from-appeal = From the appeal of { $day }
open-case-risk = How fast must we act
open-case-risk-hint = The level sets the days for the first visit and for those that follow.
open-case-reason-hint = What you saw or heard. Everybody who opens the case reads it.
open-case-wishes-hint = In the person’s own words.
risk-phrase-alone = Lives alone, nobody helps.
risk-phrase-heating = No heating in winter.
risk-phrase-food = Not enough food.
risk-phrase-illness = Ill and without treatment.
risk-phrase-child = A child is in danger.
risk-phrase-violence = Violence at home.
risk-change-title = Change the risk level
risk-change-finish = Change the level
risk-change-reason = Why it changes
risk-change-hint = What is different now. The old level stays in the history.
assign-title = Give to another worker
assign-finish = Give the case
assign-to = To whom
assign-reason = Why
tasks-title = To do
tasks-none = No task. What the deadlines ask for stands on Today by itself.
task-was-due = was due { $day }
task-finish = Done
task-finish-label = Done: { $text }
task-add-title = Add a task
task-add-finish = Add the task
files-title = Files
files-none = No file yet. A scan, a photo or a letter can be added below.
file-add-title = Add a file
file-add-finish = Add the file
file-path = Where the file lies
file-path-hint = A scan, photo or letter, at most 100 MB. It is kept encrypted in the case.
file-not-here = not here yet: comes with a later hand-over
file-in-part = { $here } of { $of } pieces have arrived: the rest comes with a later hand-over
file-save = Save a copy
file-save-label = Save a copy of { $name }
file-save-title = Save a copy: { $name }
file-save-finish = Save the copy
file-save-folder = Into which folder
file-save-hint = Anybody who opens that folder can read the copy.
file-saved = The copy is saved
file-saved-at = It lies at { $path }
choose-file = Choose a file…
choose-folder = Choose a folder…
size-bytes = { $n } bytes
size-kilobytes = { $n } KB
size-megabytes = { $n } MB
size-gigabytes = { $n } GB
