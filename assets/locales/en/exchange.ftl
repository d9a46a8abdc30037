# Handing over, receiving, joining. Never "sync", "conflict", "merge", "database".

count-people =
    { $n ->
        [one] 1 person
       *[other] { $n } people
    }
count-households =
    { $n ->
        [one] 1 household
       *[other] { $n } households
    }
count-appeals =
    { $n ->
        [one] 1 appeal
       *[other] { $n } appeals
    }
count-cases =
    { $n ->
        [one] 1 case
       *[other] { $n } cases
    }
count-visits =
    { $n ->
        [one] 1 visit
       *[other] { $n } visits
    }
count-notes =
    { $n ->
        [one] 1 note
       *[other] { $n } notes
    }
count-attachments =
    { $n ->
        [one] 1 file
       *[other] { $n } files
    }
count-decisions =
    { $n ->
        [one] 1 decided question
       *[other] { $n } decided questions
    }
count-changes =
    { $n ->
        [one] 1 change
       *[other] { $n } changes
    }
count-nothing = Nothing new

carrier-label = Where to
carrier-free = { $size } free · { $path }
carrier-folder = Another folder
carrier-folder-hint = On this computer or on a stick that is not in the list.
carrier-hub = Over the network
carrier-no-drive = No flash drive is plugged in. Insert it, wait a moment, then look again.
carrier-look-again = Look again
carrier-path = Folder
carrier-path-hint = For example E:\ or /media/stick

hand-over-title = Hand over my work
hand-over-steps = Steps of handing over
hand-over-step-where = Where to
hand-over-step-what = What
hand-over-step-writing = Writing
hand-over-step-done = Done
hand-over-where = Where shall it go?
hand-over-what = What goes to: { $to }
hand-over-centre = the centre
hand-over-changes =
    { $n ->
        [one] In all 1 change that the centre has not confirmed.
       *[other] In all { $n } changes that the centre has not confirmed.
    }
hand-over-nothing-new = The centre has confirmed all your work. If you have received something since, write a bundle all the same: it tells the centre so.
hand-over-sealed = It is sealed: only { $to } can read it. Who finds the stick learns nothing.
hand-over-write = Write to the stick
hand-over-send = Send
hand-over-next = Next
hand-over-back = Back
hand-over-writing = Writing…
hand-over-writing-hint = Do not take the stick out yet. It is read back after writing.
hand-over-sending = Sending…
hand-over-sending-hint = If the line breaks, nothing is lost: it can be sent again.
hand-over-done = Handed over
hand-over-take-out = Done. You can take the flash drive out.
hand-over-sent = Done. It lies in the mailbox of the centre.
hand-over-waits-centre = The centre has not confirmed it yet. Until its answer comes back, everything stays here and goes along with the next hand-over too.
hand-over-number = Bundle number { $n }
hand-over-files = Files
hand-over-files-done = { $done } of { $of }
hand-over-files-rest = { $done } of { $of }. The rest goes with the next hand-over.
hand-over-again = Hand over once more
hand-over-to = To whom
hand-over-beside = Other computers of this office
hand-over-to-centre = It confirms your work.
hand-over-to-beside = They see your work and you see theirs. The centre is told later.
hand-over-to-velayat = It reads your work and passes it on to the centre.
hand-over-to-office = Its own work and what all offices share.
hand-over-also-centre = The centre may open it too
hand-over-also-centre-hint = Then anybody can pass it on to the centre as it is, without the velayat’s computer.
hand-over-changes-there =
    { $n ->
        [one] In all 1 change that is not known to be there.
       *[other] In all { $n } changes that are not known to be there.
    }
hand-over-nothing-new-there = Everything is there already. If you have received something since, write a bundle all the same: it says so.
hand-over-sent-there = Done. It lies in the mailbox on the network.
hand-over-waits-velayat = The velayat passes it on. Your work counts as confirmed when the centre’s word has come back.
hand-over-waits-beside = The other computers have it when they take it over. As confirmed counts only what the centre confirms.
hand-over-waits-office = The office sees it as confirmed when it has received this bundle.

answer-title = Send back to an office
answer-to = For which office
answer-no-office = No office has joined yet. Look for requests to join under “Receive”.

parcel-to = For
parcel-from = From
parcel-from-unknown = Not known
parcel-holds = Inside
parcel-receipt = Confirmation
parcel-receipt-in = says what was received
parcel-folder = Folder
parcel-file = File
parcel-size = Size
parcel-number = Number
parcel-state = What it is
parcel-do = Open
parcel-open = Look inside
parcel-open-request = Show the request
parcel-open-answer = Open the answer
parcel-open-label = { $what }: { $file }
parcel-new = New
    .more = Not taken over yet.
parcel-already_received = Received before
    .more = Everything in it is already here.
parcel-own = Written here
    .more = By this computer, for others.
parcel-for_another_office = For another office
    .more = It stays closed here. Leave it on the stick.
parcel-unknown_computer = From an unknown computer
    .more = The centre’s list does not name it. It stays closed.
parcel-revoked_computer = From a computer that was taken off the list
    .more = It stays closed. Ask the centre.
parcel-damaged = Damaged
    .more = Cut short or changed on the way. Ask for it to be written again.
parcel-too_large = Too large
    .more = Larger than this program accepts. It stays closed. Ask the coordinator.
parcel-newer_program = Written by a newer program
    .more = Update the program, then look again.
parcel-older_program = Sealed by a trial version
    .more = Ask the sender to install this version and to write it again.
parcel-join_request = A new computer asks to join
    .more = Compare the digits by telephone.
parcel-request-for-centre = The centre opens it. Give it the stick.
parcel-join_answer = The centre’s answer to your request
    .more = With it this computer can hand over.

receive-title = Receive
receive-steps = Steps of receiving
receive-step-where = Where
receive-step-found = What lies there
receive-step-preview = Look inside
receive-step-done = Taken over
receive-where = Where shall we look?
receive-carrier = Where to look
receive-look = Look
receive-found =
    { $n ->
        [one] 1 bundle found, { $fresh } to open
       *[other] { $n } bundles found, { $fresh } to open
    }
receive-nothing = There is nothing for this office here. Is it the right stick, the right folder?
receive-checking = Checking: whole, from whom, for whom…
receive-taking = Taking over… It can be stopped: then nothing is changed.
receive-take-over = Take over
receive-not-now = Not now
preview-title = Bundle { $n } of { $office }
preview-unchanged = Nothing has been changed yet
preview-unchanged-hint = This is what taking over would do. Everything that is here stays in the history.
preview-would = What taking over does
preview-holds = The bundle
preview-new = New records
preview-changed = Records that change
preview-already = Changes that are already here
preview-questions = Questions somebody must decide
preview-duplicates = People who may be registered twice
preview-confirms = Your changes that the sender confirms
preview-waiting = Changes that wait for an earlier bundle
preview-refused = Changes that cannot be taken
preview-refused-other = They are kept apart and shown to the coordinator; the rest comes in.
refused-change-unreadable = Some cannot be read.
refused-change-altered = Some were altered on the way.
refused-change-out-of-order = Some do not follow on what came before.
refused-change-foreign = Some are of an office whose work this sender may not bring.
refused-change-unproven = Some lack the signature of the computer that wrote them. They are taken when it comes.
refused-change-revoked = Some are of a computer that was taken off the list, and were not proven before.
refused-change-not-theirs = Some write what all offices share and only others may write.
refused-piece-altered = A piece of a file was altered on the way. It is asked for again; the rest of the file stays.
refused-file-contradicts = The pieces of a file do not give the file they should. It is asked for again.
preview-people = People in it
preview-cases = Cases in it
taken-title = Bundle { $n } of { $office }
taken-done = Taken over
taken-done-hint = Everything was saved in one step. Taking the same bundle over again changes nothing.
taken-what = What it did
taken-questions =
    { $n ->
        [one] 1 question to decide
       *[other] { $n } questions to decide
    }
taken-questions-hint = Two people changed the same answer. Both are kept. It can wait.
taken-questions-see = See the questions
taken-answer = Write the answer
taken-answer-hint = { $office } sees its work as confirmed only when your answer has come back.
taken-answer-write = Write the answer
taken-next = Look at the stick again
missing-title = What waits
missing-waits =
    { $n ->
        [one] { $office }: 1 change waits
       *[other] { $office }: { $n } changes wait
    }
missing-for = For an earlier one, written on { $computer }.
missing-for-unknown = For an earlier one that has not come.
missing-since = since { $at }
missing-brought = brought by { $computer }
missing-hint = Somebody wrote them after something that is not here yet. It usually comes with an earlier stick. When the computer it was written on is gone for good, the centre can declare it lost; nothing else is given up.
missing-declare = Declare it lost
missing-reason = Why will it not come any more?
missing-reason-hint = For example: the disk of that computer broke and there is no copy.
left-out-title = Set aside
left-out-brought =
    { $n ->
        [one] { $n } change, brought by { $computer }
       *[other] { $n } changes, brought by { $computer }
    }
left-out-some =
    { $n ->
        [one] { $n } change
       *[other] { $n } changes
    }
left-out-last = last on { $at }
left-out-hint = Everything else was taken. What is set aside stays here and is tried again with every bundle. If it stays for weeks, call the office that brought it.
last-title = Taken over last
last-line = Bundle { $n } of { $office }, { $at }
last-undo = Take the whole bundle back
last-undo-title = Take bundle { $n } of { $office } back?
last-undo-what = Fields get the values they had, and records it brought are hidden. Nothing is deleted; it goes to the other side like any change. The list of offices, computers and workers stays.
last-undo-reason = Why?
last-undo-finish = Take it back
last-undone = Taken back as a whole

pass-on-title = Pass on unopened
pass-on-what = Sealed bundles for others are copied to another stick, folder or mailbox as they are. Nobody opens them here.
pass-on-from = Where they lie
pass-on-to = Where they go
pass-on-next = Next
pass-on-go = Pass on
pass-on-going = Passing on… What has been passed on stays so.
pass-on-back = Back
pass-on-done =
    { $n ->
        [one] 1 bundle passed on
       *[other] { $n } bundles passed on
    }
pass-on-none = Nothing new to pass on
pass-on-done-hint = They lie sealed where you took them. What they say is confirmed by those who open them.
pass-on-passed = Passed on
pass-on-before = Passed on earlier
pass-on-here = Only for this computer
pass-on-strangers = Of unknown computers, left where they are
pass-on-damaged = Damaged, left where they are
pass-on-again = Pass on more
pass-on-offer =
    { $n ->
        [one] 1 bundle here is for others
       *[other] { $n } bundles here are for others
    }
pass-on-offer-hint = You can take them along, to another stick or over the network, unopened.

dictate-title = Confirm by telephone
dictate-open = Words to read aloud
dictate-type = Type in what the other side reads aloud
dictate-here = To read aloud here
dictate-none = Nothing was taken over yet.
dictate-what = Read the eight words to the office the bundle came from, or let it photograph the square. Its work counts as confirmed at once; the answer may come later.
dictate-of = { $office }, bundle { $n }
dictate-taken = From { $computer }, taken over { $at }
dictate-not-all = Something of what the sender held is not here. The answer will confirm the rest.
dictate-qr = QR code: { $text }
dictated-title = What you were told
dictated-what = After a hand-over the other side can read eight words to you by telephone. With them your work counts as confirmed before its answer comes.
dictated-words = The eight words
dictated-words-hint = In any of the three languages, or the text of the square: GOLDAW-R1:…
dictated-finish = Confirm
dictated-done = Confirmed: bundle { $n }, { $office }
dictated-confirms =
    { $n ->
        [one] 1 change more is known to be there.
       *[other] { $n } changes more are known to be there.
    }
dictated-known = All of it was known to be there already.

join-ask-title = Join the centre
join-why-title = The centre does not know this computer yet
join-why = You can work. To hand over, the centre must first let this computer join: write a request, take it there, and read thirty digits aloud by telephone.
join-ask-write = Write the request
join-ask-written = The request is written
join-ask-next = Give the stick to the centre and ring up. The answer comes back on a stick.
join-ask-again = Write the request once more
join-digits-title = Thirty digits to read aloud
join-digits-read = The centre types them as you read. If one digit differs, the request was changed on the way.
join-look-for-answer = Look for the answer
join-office = Office
join-level = Level
join-computer = Computer
join-worker = Who asks
join-request-title = A computer asks to join
join-compare-title = Compare by telephone
join-compare = Ring up { $worker } on a number you know, not one from the stick. Let the thirty digits be read aloud and type them here.
join-digits = The thirty digits as you hear them
join-digits-hint = Six groups of five; spaces do not matter.
join-let = Let this computer join
join-not = Do not let it join
join-let-done = { $office } has joined
join-let-done-hint = The answer lies beside the request. Give the stick back: with it the office can hand over.
join-answer-title = The centre’s answer
join-answer-hint = Ring up the centre on a number you know, not one from the stick. Let its thirty digits be read aloud and type them here: then you know that the answer is the centre’s own.
join-centre-digits = The centre’s thirty digits as you hear them
join-centre-title = The centre’s digits to read aloud
join-centre-read = When the office opens the answer, it asks for these digits.
join-answer-accept = Take the answer
join-answer-done = { $office } has joined
join-answer-done-hint = This computer can hand over now.
