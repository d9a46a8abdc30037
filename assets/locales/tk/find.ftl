# Gözleg.

find-placeholder = Adam, hojalyk, iş, belgi, bellikdäki söz gözle
find-label = Gözle
find-results = Tapylanlar
find-title = Gözleg: { $words }
find-nothing = Hiç zat tapylmady. Az harp bilen ýa-da başgaça ýazyp görüň.
find-register = «{ $words }» hasaba al
find-group-people = Adamlar
find-group-households = Hojalyklar
find-group-cases = Işler
find-group-entries = Bellikler we saparlar
find-group-recent = Soňky açylanlar
find-group-register = Sanawda ýokmy?
