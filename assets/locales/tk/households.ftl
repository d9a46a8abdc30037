# Hojalyklar.

household-word = Hojalyk
household-new-title = Hojalygy hasaba al
household-new-finish = Hojalygy hasaba al
household-part-who = Ady we salgysy
household-part-life = Nähili ýaşaýarlar
household-name-hint = Kimiň ady bilen tanalýar, köplenç başlygy: Atajanow Serdar
household-housing-hint = Otaglar, ýyladyş, suw, ýol
household-income-hint = Pensiýa, kömek puly, aýlyk, garyndaşlaryň kömegi
household-members-title = Agzalar
household-members = { $n } agza
household-no-members = Entek hiç kim görkezilmedi. Ilkinji agzany gapdaldan goşuň.
household-add-member = Agza goş
household-add-member-hint = Adyny ýazyň; adam hasaba alnan bolmaly.
household-join-finish = Hojalyga goş
household-leave-out = Aýyr
household-leave-out-name = Aýyr: { $name }
household-leaves = Çykýar
household-leaves-name = Hojalykdan çykýar: { $name }
household-leaves-finish = Güni ýaz
household-left = çykdy
household-change-title = Hojalygy üýtgetmek
household-change-finish = Üýtgetmeleri sakla
