# Today.

today-title = { $weekday }, { $date }
today-counts =
    { $due ->
        [one] 1 thing to do, { $overdue } overdue
       *[other] { $due } things to do, { $overdue } overdue
    }
today-overdue = Overdue
today-today = Today
today-this_week = The next seven days
today-nothing = Nothing is due.
today-next = Next: { $day }, { $who }
today-questions =
    { $n ->
        [one] 1 question to decide
       *[other] { $n } questions to decide
    }
today-questions-hint = Two people wrote different answers. Both are kept.
today-incidents =
    { $n ->
        [one] 1 computer to look into
       *[other] { $n } computers to look into
    }
today-incidents-hint = An old copy of the records was put back, or they were copied. Nothing is lost, but somebody should find out why.
today-incidents-see = See which
today-clock-behind = The date of this computer is wrong
today-clock-ahead = Is the date of this computer right?
today-clock-says = It says { $at }.
today-clock-latest = The latest entry here was written on { $at }.
today-clock-hint = Set the date and time of the computer before you write on. What is written already stays as it is.
today-news = New here
today-news-line =
    { $n ->
        [one] { $office }: 1 change
       *[other] { $office }: { $n } changes
    }
due-appeal = Decide the appeal
due-late =
    { $n ->
        [one] 1 working day
       *[other] { $n } working days
    }
drafts-title = Begun, not finished
drafts-forget = Throw away
draft-person = Registering a person
draft-change_person = Changing a person’s details
draft-consent = Consent
draft-household = Registering a household
draft-change_household = Changing a household
draft-appeal = Appeal
draft-decide_appeal = Decision on an appeal
draft-open_case = Opening a case
draft-visit = Visit
draft-note = Note
