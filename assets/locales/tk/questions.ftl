# Çözülmeli soraglar.

questions-title = Çözülmeli soraglar
questions-soft = Iki adam biri-birini görmän bir jogaby üýtgetdi. Ikisi-de saklandy.
questions-none = Çözülmeli zat ýok.
questions-note = Saýlanyňyz indiki tabşyrylanda ikisine-de barýar. Soň üýtgedip bolýar; beýleki jogap taryhda galýar.
question-of = Sorag { $n } / { $of }
question-before = Öňküsi
question-later = Soň, indikisi
question-title = { $about }: { $field }
question-case = iş { $number }
question-before-value = Öňki: { $value }.
question-before-none = Öň hiç zat ýazylmandy.
question-until = Siz çözýänçäňiz hemmeler «{ $value }» görýär.
question-until-case-risk = Siz çözýänçäňiz hemmeler has ýokary howpy görýär.
question-clock = sagady nädogry bolmagy mümkin
question-no-reason = Sebäbi ýazylmady.
question-from = Nireden: { $action }
question-shown-now = häzir şu görünýär
question-reason = Näme üçin şu jogap
question-reason-hint = Ikisi-de okaýar.
question-keep = «{ $value }» galsyn
question-open-case = Işi aç
question-open-person = Adamy aç
question-history = Bu jogabyň tutuş taryhyny görkez
