# Settings, and the other offices as the centre sees them.

settings-look = Language and text
settings-text-size = Size of text
settings-text-16 = Usual
settings-text-18 = Large
settings-hand-over = Handing over
settings-folder = Folder or flash drive
settings-folder-hint = Offered first when you hand over.
settings-hub = Mailbox on the network
settings-hub-hint = Address from the coordinator, http://… It carries sealed parcels and cannot read them.
settings-files-by-folder = Files in one bundle on a flash drive
settings-files-by-hub = Files in one bundle over the network
settings-files-hint = What does not fit goes with the next bundle. Records always go at once.
settings-files-most = at most { $n } MB
settings-keep = Save
settings-kept = Kept.
settings-workers = Who works on this computer
settings-add-worker = Add a worker
settings-password-hint = Typed by that worker, at least 8 characters.
settings-computer = This computer
settings-office = Office
settings-mark = Mark in its numbers
settings-centre = Centre
settings-enrolled = knows this computer
settings-waits = does not know this computer yet
settings-centre-digits = Digits of the centre, to read aloud
settings-roster = List of offices, edition
settings-folder-of-store = Where the records lie
settings-version = Version
settings-not-enrolled = The centre does not know this computer yet
settings-not-enrolled-hint = You can work. To hand over, the centre must let this computer in: read these digits to it.
settings-join = Ask the centre to let this computer in
settings-keys = Keys
settings-key-finish = Finish the form
settings-key-back = Back
settings-key-lists = Go through a list, open
incidents-title = Computers to look into
incident-advice = Nothing is lost and work goes on. Newer work comes back with the next bundle. If two computers work with the same records, stop using one of them.
incident-unknown-computer = A computer not known here yet
incident-own = this computer
incident-since = noticed { $at }
incident-sign-old_copy = An old copy of the records was put back.
incident-sign-no_marker = The records were copied or moved from another place.
incident-sign-own_ahead = Others had newer work of this computer than it had itself.
incident-sign-other_life = A copy of these records was worked with elsewhere.
incident-sign-fork = Two stores went on from the same point: an old copy was put back, or one is a copy of the other.
incident-sign-other_machine = The records were opened on a computer of another name. A hint, no proof.
incident-find = What did you find out?
incident-find-hint = For example: the disk was replaced on Monday.
incident-settle = Keep it
incident-settled = Found out: { $words }
offices-none = No office has been let in yet.
offices-name = Office
offices-code = Code
offices-last = Last received
offices-never = never
offices-silence = Silence
offices-silent =
    { $n ->
        [one] 1 day
       *[other] { $n } days
    }
offices-waiting = Not confirmed there
offices-answer = Send the answer
