# Ýazgynyň taryhy.

history-title = Taryh
history-none = Entek hiç zat ýazylmady.
history-replaced = çalşyldy
history-emptied = (boşadyldy)
history-reason = näme üçin: { $reason }
history-field = { $field }:
history-of-record = Tutuş taryhy
history-of-answer = «{ $field }» jogabynyň taryhy
history-back = Yza
history-note = Hiç zat pozulmaýar. Çalşyrylan jogap şu ýerde galýar: kim, haçan, nirede we näme üçin ýazdy.
history-hide-title = Bu ýazgyny gizlemek
history-hide-hint = Bolmaly däl ýazgy üçin: başga adam, iki gezek ýazylan. Ol sebäbi bilen üsti çyzylan görünýär.
history-hide-reason = Näme üçin bolmaly däl
history-hide-finish = Gizle
field-unknown = { $name } (has täze programmadan)
history-not-here = (bu kompýuterde ýok)
history-undone = Ýazylandan soň derrew yzyna alyndy
meanwhile-title = Şol wagt başga biri ýazdy
meanwhile-hint = Haýsysyny saýlasaňyz-da, ikisi-de taryhda galýar.
