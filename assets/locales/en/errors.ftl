# Why something was not done, as pairs: what happened, and (.do) what to do. One message a code of a refusal
# (crates/casework/src/refusal.rs). Never a name or a number of a person.

# Records and what may be done with them.
err-not-found = This record is not on this computer.
    .do = Look for it in the box on top. It may come with a later bundle.
err-voided = This record is hidden.
    .do = Its history shows why. Write a new one if it is needed.
err-already-done = This has been done before.
    .do = There is nothing to do. Open the page again to see it.
err-cannot-be-voided = This record cannot be hidden.
    .do = Correct what is wrong in it; the old value stays in the history.
err-case-closed = The case is closed.
    .do = Open a new case, or ask your supervisor.
err-capsule-damaged = What was handed on with the case cannot be read.
    .do = Nothing was changed. Ask the other office to take the offer back and to offer the case anew.
err-capsule-newer = The case was handed on with a newer program.
    .do = Install the newer program here first. The offer waits.
err-consent-too-narrow = This consent does not allow data to be passed on, or it does not count today.
    .do = Ask the client for a consent to pass data on, or write why it is done without one.
err-offer-stands = The case is offered to another office and waits for the answer.
    .do = Wait for the answer, or take the offer back first.
err-transfer-decided = The centre has already said what became of this offer.
    .do = Open the offer: it says where the case goes on.
err-not-transferred = This case has not gone to another office.
    .do = Write an ordinary note.
err-has-open-case = This person or household has an open case.
    .do = Hide the case first if it should not be there either.
err-appeal-has-case = A case was opened from this appeal already.
    .do = Open that case and go on there.
err-worker-of-another-office = That worker belongs to another office.
    .do = Choose a worker of this office.
err-nothing-to-undo = There is nothing to take back any more.
    .do = Correct the record itself; the old value stays in the history.
err-written-over = Somebody has changed this since.
    .do = Open the page again and look before you take anything back.
err-question-changed = This question has changed since you opened it.
    .do = Open the page again: it may be decided already, or a further answer has come.
err-changed-meanwhile = While this form was open, somebody else wrote the same.
    .do = Look at what they wrote. Finish again to keep yours, or write theirs.
err-not-missed = Nothing waits for this change any more.
    .do = It has come, or somebody declared it lost. Open the page again.
err-later-receipt = Another bundle was taken over since.
    .do = Only the last one can be taken back as a whole. Correct single records instead.
err-built-on = Somebody has worked on { $records ->
        [one] 1 of its records
       *[other] { $records } of its records
    } since.
    .do = Correct the records one by one; the old values stay in the history.
err-still-expected = This change may still come.
    .do = It can be declared lost in { $days ->
        [one] 1 day
       *[other] { $days } days
    }. Look for the stick until then.
err-cancelled = Stopped. Nothing was changed.
    .do = Begin again whenever you want.
err-draft-too-large = The form has grown too long to be kept while you type.
    .do = Finish it now, or put part of it into a note.

# Files.
err-file-unreadable = The file cannot be read.
    .do = Look whether it is still there, whether its name is right, and whether another program has it open.
err-file-too-large = The file is too large: at most { $limit } MB.
    .do = Take a smaller scan or photo.
err-folder-unwritable = Nothing can be written into that folder.
    .do = Choose another folder.
err-content-not-here = The file itself has not arrived on this computer yet.
    .do = It comes with a later bundle.

# Signing in, workers, passwords.
err-locked = The program is locked.
    .do = Choose your name and type your password. What you typed is kept.
err-password-wrong = The password is wrong.
    .do = Look at the keyboard layout and Caps Lock, then type it again. Nobody can see or recover it.
err-password-too-short = The password is too short: at least { $least } characters.
    .do = Three or four words are easier to remember than signs.
err-passwords-differ = The two passwords are not the same.
    .do = Type both once more.
err-unknown-worker = This name has no entry on this computer.
    .do = Choose a name from the list, or ask a colleague to add you under Settings.
err-unknown-territory = There is no such place in the list, or no office of this level can be there.
    .do = Choose another one.
err-setting-not-offered = This setting is not offered.
    .do = Choose one of those shown.
err-worker-exists = A worker of this name is here already.
    .do = Add the father’s name, so that the two can be told apart.

# The store of this computer.
err-store-damaged = The file with your records is damaged.
    .do = Do not delete anything. Close the program and call the coordinator: what was handed over is at the centre.
err-store-plain = Where your records should be lies a file that anybody could read. The program does not use it.
    .do = Call the coordinator. Do not put anything into that folder.
err-store-newer = The records were written by a newer version of the program.
    .do = Install the newer version. Nothing was changed.
err-store-older = The records were made by a trial version of the program.
    .do = This version cannot open them. Nothing was changed. Begin a new practice office in another folder.
err-store-in-use = The program is open already.
    .do = Look for its window. If there is none, wait a minute and start it again.
err-office-exists = There are records on this computer already.
    .do = Sign in instead of setting up an office.
err-store-missing = The file with your records is not where it should be.
    .do = Do not set up a new office. Call the coordinator.
err-keys-missing = The file that opens your records is not where it should be.
    .do = Do not delete anything and do not set up a new office. Call the coordinator.
err-keys-damaged = The file that opens your records is damaged.
    .do = Do not delete anything. Call the coordinator.
err-no-encryption = This program was built without protection and does not start.
    .do = Install the program of the ministry.
err-store-failed = The records could not be read or written.
    .do = Nothing was changed. Close the program and start it again; if it comes back, call the coordinator.
err-disk-full = The disk of this computer is full.
    .do = Nothing was saved of this step. Delete what is not needed, or call the coordinator.
err-store-read-only = The folder of the program cannot be written.
    .do = Sign in to the computer as yourself, or call the coordinator.

# Sticks, folders, the mailbox.
err-stick-full = The stick is full: it needs { $missing } MB more.
    .do = Delete what is not needed from it, or take another one. Nothing was changed.
err-stick-read-only = Nothing can be written to the stick.
    .do = Look for its little lock switch, or take another stick.
err-stick-taken-out = The stick was taken out too early.
    .do = Nothing is damaged. Insert it again and repeat.
err-no-such-folder = There is no such folder.
    .do = Choose it from the list, or look whether the stick is plugged in.
err-stick-reads-back-differently = What was written could not be read back unchanged.
    .do = The stick may be failing. Take another one and write again.
err-carrier-failed = The stick or folder gave an error.
    .do = Nothing was changed here. Insert it again, or take another one.
err-parcel-gone = This bundle is no longer there.
    .do = Look at the stick again.
err-no-other-computer = The centre knows no other computer of this office.
    .do = A second computer joins like the first: with a request and the digits. Then take over its first bundle or the centre’s next one.
err-same-carrier = The parcels lie there already.
    .do = Choose another folder, another stick or the network.
err-unknown-word = There is no word “{ $word }” in the lists.
    .do = Let it be read again.
err-words-wrong = The words do not fit one another.
    .do = Let all eight be read again, in order.
err-words-of-no-bundle = These words belong to none of the last bundles written here.
    .do = Ask for which bundle they are. Nothing was changed; the answer on a stick confirms as always.
err-nothing-to-hand-over = There is nothing new to hand over.
    .do = The other side has confirmed everything. Go on working.
err-no-hub = No address of a mailbox is set.
    .do = Write it under Settings; the coordinator gives it.
err-by-folder-only = Requests to join and their answers go by hand, not over the network.
    .do = Choose the flash drive or a folder.
err-hub-unreachable = The mailbox on the network does not answer.
    .do = It is normal that the line is away. Everything is kept; try later, or use the flash drive.
err-hub-broke-off = The line broke while sending.
    .do = Nothing is lost. Send again: it goes on where it stopped.
err-hub-refused = The mailbox did not accept it ({ $status }).
    .do = Ask the coordinator whether this computer is still on the list. The flash drive works meanwhile.
err-hub-address = This is not the address of a mailbox.
    .do = Write it as the coordinator gives it: http://host:port.
err-hub-confused = What answers at that address is not the mailbox, or it gave a wrong answer.
    .do = Look at the address under Settings. Nothing is lost; the flash drive works meanwhile.
err-only-for-practice = This works only in a practice district.
    .do = Real records are never changed this way.
err-hub-too-large = The bundle is too large for the mailbox.
    .do = Use the flash drive this time.

# Bundles.
err-bundle-not-a-bundle = This file is not a bundle of this program.
    .do = Leave it where it is and choose another one.
err-bundle-cut-short = The bundle is cut short.
    .do = Nothing was changed. Ask for it to be written again, and take the stick out only when the program says so.
err-bundle-damaged = The bundle was changed or damaged on the way.
    .do = Nothing was changed here. Ask for it to be written again, on another stick if you can.
err-bundle-for-another-office = The bundle is for another office.
    .do = Nothing was changed. Leave it on the stick.
err-bundle-unknown-computer = The bundle comes from a computer the centre does not know.
    .do = Nothing was changed. That computer must first ask the centre to join.
err-bundle-revoked-computer = The bundle comes from a computer that was taken off the list.
    .do = Nothing was changed. Call the centre: the computer may be lost or stolen.
err-bundle-forged = Something in the bundle contradicts what the centre has signed.
    .do = Nothing was changed. Keep the stick and call the centre at once.
err-bundle-newer = The bundle was written by a newer version of the program.
    .do = Install the newer version, then receive it again.
err-bundle-older = The bundle was sealed by a trial version of the program.
    .do = Nothing was changed. Ask the sender to install this version and to write it again.
err-bundle-too-large = The bundle is larger than this program accepts.
    .do = Nothing was changed. Ask the coordinator.
err-bundle-not-held = The bundle builds on changes that are not held here.
    .do = Nothing was changed and nothing is lost. Hand over a bundle: the sender then sends everything again.
err-bundle-failed = The bundle could not be sealed.
    .do = Nothing was written. Close other programs and try again.

# Joining, the centre's list.
err-not-enrolled = The centre does not know this computer yet.
    .do = Write the request to join under “Hand over”.
err-already-enrolled = The centre knows this computer already.
    .do = You can hand over.
err-digits-differ = The digits are not those of this request.
    .do = Let them be read aloud once more. If they still differ, do not let the computer join: the request may have been changed on the way.
err-only-the-centre = Only the centre can do this.
    .do = Give the stick to the centre.
err-bundle-other-centre = The list was signed by another centre.
    .do = Nothing was changed. Call the centre on a number you know.

# Sheets.
err-sheet-empty = The sheet is empty.
    .do = Choose the file with the list in it.
err-sheet-too-many-bytes = The file is too large: at most { $limit } MB.
    .do = Divide it into several files.
err-sheet-too-many-columns = The sheet has too many columns: at most { $limit }.
    .do = Delete the columns that are not needed.
err-sheet-too-many-rows = The sheet has too many rows: at most { $limit }.
    .do = Divide it into several files.
err-sheet-unreadable-encoding = The letters of the file cannot be read.
    .do = Open it in Excel and save it as “CSV UTF-8”.
err-sheet-unbalanced-quote = A quotation mark is opened and never closed, in line { $line }.
    .do = Look at that line, correct it and save the file.
err-sheet-old-or-protected-workbook = The workbook is protected by a password or of an old kind (.xls).
    .do = Open it in Excel and save it as .xlsx without a password.
err-sheet-unreadable-workbook = The workbook cannot be read.
    .do = Open it in Excel and save it anew as .xlsx.
err-sheet-workbook-too-large = The workbook is too large: at most { $limit } MB.
    .do = Divide it into several files.
err-mapping-does-not-fit = The columns of the file have changed.
    .do = Read the file again.

# Faults of the program itself.
err-unknown-call = The screen asked for something the program does not know.
    .do = Close the program and start it again. If it comes back, tell the coordinator.
err-unreadable-request = The program did not understand the form.
    .do = Nothing was changed. Look at the answers once more; if it comes back, tell the coordinator.
err-unwritable-reply = The program could not put its answer together.
    .do = Open the page again. If it comes back, tell the coordinator.
err-reference = A list that belongs to the program cannot be read.
    .do = Install the program again. Your records stay.
