# Ýüztutmalar.

appeals-title = Ýüztutmalar
appeals-none = Entek ýüztutma ýok.
appeal-title = Ýüztutma kabul etmek
appeal-page-title = Ýüztutma { $number }
appeal-finish = Ýüztutmany kabul et
appeal-who = Kim
appeal-reason-hint = Aýdylyşy ýaly. Kimiň sözi, näme boldy, näme gerek.
appeal-person-hint = Adyny ýazyň. Hasapda ýok adamy soň goşup bolar.
appeal-part-how = Kim we nähili habar berdi
appeal-no-person = Adam entek görkezilmedi.
appeal-case-opened = Iş açyldy
appeal-next = Indiki: iş açmak
appeal-decide = Çözgüt
appeal-decide-finish = Çözgüdi ýaz
appeal-decide-by = çözmeli, möhleti { $day }
appeal-decision_reason-hint = Ret edilende hökman.
urgency-low = Garaşyp biler
urgency-medium = Ýakyn günlerde
urgency-high = Haýal etmän
