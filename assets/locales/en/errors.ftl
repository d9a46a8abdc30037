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
err-has-open-case = There is an open case already.
    .do = Open that case and go on there.
err-appeal-has-case = A case was opened from this appeal already.
    .do = Open that case and go on there.
err-worker-of-another-office = That worker belongs to another office.
    .do = Choose a worker of this office.
err-nothing-to-undo = There is nothing to take back any more.
    .do = Correct the record itself; the old value stays in the history.
err-written-over = Somebody has changed this since.
    .do = Open the page again and look before you take anything back.
err-cancelled = Stopped. Nothing was changed.
    .do = Begin again whenever you want.
err-not-allowed = Your work in this program does not include this.
    .do = Ask the supervisor or the coordinator.
err-draft-too-large = The form has grown too long to be kept while you type.
    .do = Finish it now, or put part of it into a note.

# Files.
err-file-unreadable = The file cannot be read.
    .do = Look whether it is still there, whether its name is right, and whether another program has it open.
err-file-too-large = The file is too large.
    .do = Take a smaller scan or photo: 20 MB at most.
err-folder-unwritable = Nothing can be written into that folder.
    .do = Choose another folder.
err-content-not-here = The file itself has not arrived on this computer yet.
    .do = It comes with a later bundle.

# Signing in, workers, passwords.
err-locked = The program is locked.
    .do = Choose your name and type your password. What you typed is kept.
err-wrong-password = The password is wrong.
    .do = Look at the keyboard layout and Caps Lock, then type it again. Nobody can see or recover it.
err-password-too-short = The password is too short: at least { $at_least } characters.
    .do = Three or four words are easier to remember than signs.
err-passwords-differ = The two passwords are not the same.
    .do = Type both once more.
err-unknown-worker = This name has no entry on this computer.
    .do = Choose a name from the list, or ask a colleague to add you under Settings.
err-worker-exists = A worker of this name is here already.
    .do = Add the father’s name, so that the two can be told apart.
err-too-many-workers = No more workers can be added on this computer.
    .do = Ask the coordinator.

# The store of this computer.
err-store-damaged = The file with your records is damaged.
    .do = Do not delete anything. Close the program and call the coordinator: what was handed over is at the centre.
err-store-plain = Where your records should be lies a file that anybody could read. The program does not use it.
    .do = Call the coordinator. Do not put anything into that folder.
err-store-newer = The records were written by a newer version of the program.
    .do = Install the newer version. Nothing was changed.
err-store-in-use = The program is open already.
    .do = Look for its window. If there is none, wait a minute and start it again.
err-store-exists = There are records on this computer already.
    .do = Sign in instead of setting up an office.
err-store-missing = The file with your records is not where it should be.
    .do = Do not set up a new office. Call the coordinator.
err-store-no-encryption = This program was built without protection and does not start.
    .do = Install the program of the ministry.
err-store-unwritable = A value cannot be kept as it is.
    .do = Shorten it, or write numbers without fractions. Nothing was changed.
err-store-log-disagrees = The records do not agree with their own history.
    .do = Nothing was changed. Call the coordinator before you go on.
err-store-failed = The records could not be read or written.
    .do = Nothing was changed. Close the program and start it again; if it comes back, call the coordinator.
err-disk-full = The disk of this computer is full.
    .do = Nothing was saved of this step. Delete what is not needed, or call the coordinator.
err-folder-read-only = The folder of the program cannot be written.
    .do = Sign in to the computer as yourself, or call the coordinator.
err-no-randomness = The computer gives no random numbers, so nothing can be sealed.
    .do = Restart the computer.

# Sticks, folders, the mailbox.
err-carrier-full = The stick is full.
    .do = Delete what is not needed from it, or take another one. Nothing was changed.
err-carrier-read-only = Nothing can be written to the stick.
    .do = Look for its little lock switch, or take another stick.
err-carrier-gone = The stick was taken out too early.
    .do = Nothing is damaged. Insert it again and repeat.
err-no-such-folder = There is no such folder.
    .do = Choose it from the list, or look whether the stick is plugged in.
err-carrier-not-whole = What was written could not be read back unchanged.
    .do = The stick may be failing. Take another one and write again.
err-carrier-failed = The stick or folder gave an error.
    .do = Nothing was changed here. Insert it again, or take another one.
err-no-such-parcel = This bundle is no longer there.
    .do = Look at the stick again.
err-no-hub = No address of a mailbox is set.
    .do = Write it under Settings; the coordinator gives it.
err-hub-unreachable = The mailbox on the network does not answer.
    .do = It is normal that the line is away. Everything is kept; try later, or use the flash drive.
err-hub-broke-off = The line broke while sending.
    .do = Nothing is lost. Send again: it goes on where it stopped.
err-hub-refused = The mailbox did not accept it.
    .do = Ask the coordinator whether this computer is still on the list. The flash drive works meanwhile.
err-hub-not-understood = What answers at that address is not the mailbox.
    .do = Look at the address under Settings.

# Bundles.
err-bundle-not-a-bundle = This file is not a bundle of this program.
    .do = Leave it where it is and choose another one.
err-bundle-cut-short = The bundle is cut short.
    .do = Nothing was changed. Ask for it to be written again, and take the stick out only when the program says so.
err-bundle-damaged = The bundle was changed or damaged on the way.
    .do = Nothing was changed here. Ask for it to be written again, on another stick if you can.
err-bundle-for-another-office = The bundle is for another office.
    .do = Nothing was changed. Leave it on the stick.
err-bundle-already-received = This bundle was taken over before.
    .do = There is nothing to do.
err-bundle-own = This bundle was written by this computer.
    .do = Give the stick to the one it is for.
err-bundle-unknown-computer = The bundle comes from a computer the centre does not know.
    .do = Nothing was changed. That computer must first ask the centre to join.
err-bundle-revoked-computer = The bundle comes from a computer that was taken off the list.
    .do = Nothing was changed. Call the centre: the computer may be lost or stolen.
err-bundle-newer-program = The bundle was written by a newer version of the program.
    .do = Install the newer version, then receive it again.
err-bundle-too-large = The bundle is larger than this program accepts.
    .do = Nothing was changed. Ask the coordinator.
err-bundle-other-key = The bundle was sealed for an earlier state of this computer.
    .do = Ask for it to be written again.
err-bundle-not-sealed = The bundle could not be sealed.
    .do = Nothing was written. Close other programs and try again.

# Joining, the centre's list.
err-not-enrolled = The centre does not know this computer yet.
    .do = Write the request to join under “Hand over”.
err-already-enrolled = The centre knows this computer already.
    .do = You can hand over.
err-digits-differ = The digits are not those of this request.
    .do = Let them be read aloud once more. If they still differ, do not let the computer join: the request may have been changed on the way.
err-join-request-damaged = The request to join is damaged.
    .do = Ask for it to be written again.
err-join-not-from-here = This answer is not for the request of this computer.
    .do = Look for the answer that was written for this office.
err-office-exists = This office has joined already under another computer.
    .do = Ask the coordinator how to add a further computer.
err-not-the-centre = Only the centre can do this.
    .do = Give the stick to the centre.
err-other-centre = The list was signed by another centre.
    .do = Nothing was changed. Call the centre on a number you know.
err-older-list = The bundle brings an older list of offices than the one here.
    .do = Nothing was changed. Ask for a newer bundle.
err-two-lists = Two different lists of the centre carry the same number.
    .do = Nothing was changed. Call the centre at once: its key may be in two hands.
err-unknown-addressee = This office has not joined.
    .do = Choose another one.

# Sheets.
err-sheet-empty = The sheet is empty.
    .do = Choose the file with the list in it.
err-sheet-too-many-bytes = The file is too large.
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
err-sheet-workbook-too-large = The workbook is too large.
    .do = Divide it into several files.
err-mapping-does-not-fit = The columns of the file have changed.
    .do = Read the file again.
err-sheet-changed = The file has changed since the import began.
    .do = Read the file again; rows already taken are not taken twice.

# Faults of the program itself.
err-unknown-call = The screen asked for something the program does not know.
    .do = Close the program and start it again. If it comes back, tell the coordinator.
err-unreadable-request = The program did not understand the form.
    .do = Nothing was changed. Look at the answers once more; if it comes back, tell the coordinator.
err-unwritable-reply = The program could not put its answer together.
    .do = Open the page again. If it comes back, tell the coordinator.
