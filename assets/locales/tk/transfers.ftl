# Bölümden bölüme geçýän işler.
menu-transfers = Geçirilen işler
transfers-title = Bölümden bölüme geçýän işler
transfers-soft = Ilki kimdir birine garaşýanlar.
transfers-none = Bu ýere ýa-da bu ýerden iş teklip edilmedi.
transfer-title = Işi geçirmek
transfer-way = { $from } → { $to }
transfer-days =
    { $n ->
        [0] şu gün teklip edildi
       *[other] { $n } gün ozal teklip edildi
    }
transfer-late =
    { $n ->
       *[other] { $n } baha soň geldi we biziňkiden tapawutly
    }
transfer-not-arrived = Mazmuny entek gelmedi
transfer-not-arrived-hint = Ol merkezden indiki bukja bilen geler ýa-da bu programma ony okap bilmeýär.
transfer-state-accepted-here = Şu ýerde dowam edýär
transfer-see = Berlen zady görmek
transfer-accept = Işi kabul etmek
transfer-accept-finish = Kabul et
transfer-known = { $name } bu ýerde eýýäm hasaba alnanmy?
transfer-register-anew = Ýok, täzeden hasaba al
transfer-is-known = Hawa, bu { $name }
transfer-refuse = Işi kabul etmezlik
transfer-refuse-finish = Kabul etme
transfer-refuse-reason = Näme üçin? Muny beýleki bölüm okar.
transfer-history = Ol ýerde näme edildi
transfer-signed = { $of } üýtgetmeden { $signed } gol bilen subut edilen; merkez hemmesini barlady.
transfer-withheld = Başgalara-da degişli üýtgetme; mazmuny ol ýerde galdy
offer-title = Başga bölüme teklip etmek
offer-finish = Işi teklip et
offer-consent = { $who }, { $day }
offer-no-consent = Razylyksyz
offer-no-consent-hint = Diňe kimdir birine howp abananda, sebäbi ýazylyp.
offer-part = { $part } ({ $n })
offer-along-hint = Iş we peýdalanyjy elmydama berilýär. Ýüztutma şu ýerde galýar.
offer-note = Beýleki bölüm jogap berýänçä iş sizde galýar we dowam edýär. Şu wagtda ýazanlaryňyz yzyndan barar.
stub-gone = Iş { $day } bäri «{ $office }» bölüminde { $number } belgisi bilen dowam edýär. Bu ýerde diňe giç bellik ýazylýar.
stub-from = «{ $office }» bölüminden geldi, teklip edilen güni { $day }.
stub-offered = «{ $office }» bölümine teklip edildi, { $day }.
withdraw-title = Teklibi yzyna almak
withdraw-finish = Yzyna al
withdraw-reason = Näme üçin?
withdraw-hint = Beýleki bölümiň jogaby merkeze öň barsa, jogap hasap edilýär.
late-note-title = Giç bellik
late-note-finish = Belligi ýaz
late-note-reason = Näme üçin giç ýazylýar?
late-title = Beýleki bölümden soň geldi
late-hint = Biri çözýänçä biziňki hasap edilýär. Ikisi-de taryhda galýar.
late-ours = Bu ýerde
late-theirs = Ol ýerde
late-keep = Biziňkini sakla
late-take = Olaryňkyny al
today-transfers =
    { $n ->
       *[other] Bölümleriň arasynda { $n } iş size garaşýar
    }
