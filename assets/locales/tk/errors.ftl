# Näme üçin edilmedi, jübüt: näme boldy we (.do) näme etmeli.

# Ýazgylar we olar bilen näme edip bolýar.
err-not-found = Bu ýazgy şu kompýuterde ýok.
    .do = Ýokarky setirden gözläň. Ol başga bukja bilen gelip biler.
err-voided = Bu ýazgy gizlenen.
    .do = Sebäbi taryhynda görünýär. Gerek bolsa, täzesini ýazyň.
err-already-done = Bu öň edildi.
    .do = Hiç zat etmeli däl. Sahypany täzeden açyň.
err-cannot-be-voided = Bu ýazgyny gizläp bolmaýar.
    .do = Nädogrusyny düzediň; öňküsi taryhda galýar.
err-case-closed = Iş ýapyk.
    .do = Täze iş açyň ýa-da ýolbaşçydan soraň.
err-has-open-case = Bu adamyň ýa-da hojalygyň açyk işi bar.
    .do = Eger ol iş hem bolmaly däl bolsa, ilki şony gizläň.
err-appeal-has-case = Bu ýüztutmadan iş eýýäm açyldy.
    .do = Şol işi açyň we şonda dowam ediň.
err-worker-of-another-office = Bu işgär başga bölümden.
    .do = Şu bölümiň işgärini saýlaň.
err-nothing-to-undo = Indi yzyna alar ýaly zat ýok.
    .do = Ýazgynyň özüni düzediň; öňküsi taryhda galýar.
err-written-over = Şondan bäri muny üýtgetdiler.
    .do = Yzyna almazdan öň sahypany täzeden açyp görüň.
err-question-changed = Siz açaly bäri bu sorag üýtgedi.
    .do = Sahypany täzeden açyň: ol eýýäm çözülen ýa-da ýene bir jogap gelen bolmagy mümkin.
err-cancelled = Togtadyldy. Hiç zat üýtgemedi.
    .do = Isleseňiz, täzeden başlaň.
err-draft-too-large = Görnüş gaty uzyn boldy, ýazýarkaňyz saklap bolmaýar.
    .do = Ony häzir tamamlaň ýa-da bir bölegini bellige ýazyň.

# Faýllar.
err-file-unreadable = Faýly okap bolmaýar.
    .do = Ol ýerindemi, ady dogrumy, başga programmada açyk dälmi, serediň.
err-file-too-large = Faýl gaty uly: { $limit } MB-dan köp bolmaly däl.
    .do = Has kiçi göçürme ýa-da surat alyň.
err-folder-unwritable = Bu papka ýazyp bolmaýar.
    .do = Başga papka saýlaň.
err-content-not-here = Faýlyň özi bu kompýutere entek gelmedi.
    .do = Ol başga bukja bilen geler.

# Giriş, işgärler, açar sözleri.
err-locked = Programma gulply.
    .do = Adyňyzy saýlap, açar sözüňizi ýazyň. Ýazanyňyz saklandy.
err-password-wrong = Açar sözi nädogry.
    .do = Klawiaturanyň dilini we Caps Lock düwmesini barlap, täzeden ýazyň. Açar sözüni hiç kim görüp ýa-da dikeldip bilmeýär.
err-password-too-short = Açar sözi gaty gysga: azyndan { $least } belgi.
    .do = Üç-dört söz belgilerden ýatda gowy galýar.
err-passwords-differ = Iki açar sözi deň däl.
    .do = Ikisini-de täzeden ýazyň.
err-unknown-worker = Bu at şu kompýuterde ýok.
    .do = Sanawdan ady saýlaň ýa-da işdeşiňizden sazlamalarda goşmagy haýyş ediň.
err-unknown-territory = Sanawda beýle ýer ýok ýa-da ol ýerde bu derejeli bölüm bolup bilmeýär.
    .do = Başgasyny saýlaň.
err-setting-not-offered = Beýle sazlama ýok.
    .do = Görkezilenlerden birini saýlaň.
err-worker-exists = Beýle atly işgär eýýäm bar.
    .do = Tapawutlandyrmak üçin atasynyň adyny hem ýazyň.

# Şu kompýuterdäki ammar.
err-store-damaged = Ýazgylaryňyzyň faýly zaýalanan.
    .do = Hiç zat pozmaň. Programmany ýapyp, koordinatora jaň ediň: tabşyrylanlar merkezde bar.
err-store-plain = Ýazgylaryňyzyň ýerinde her kimiň okap biljek faýly ýatyr. Programma ony ulanmaýar.
    .do = Koordinatora jaň ediň. Bu papka hiç zat goýmaň.
err-store-newer = Ýazgylary programmanyň has täze wersiýasy ýazdy.
    .do = Täze wersiýany guruň. Hiç zat üýtgemedi.
err-store-older = Ýazgylary programmanyň synag wersiýasy ýazdy.
    .do = Bu wersiýa olary açyp bilmeýär. Hiç zat üýtgemedi. Başga papkada täze türgenleşik bölümini başlaň.
err-store-in-use = Programma eýýäm açyk.
    .do = Onuň penjiresini gözläň. Tapylmasa, bir minut garaşyp, täzeden açyň.
err-office-exists = Bu kompýuterde ýazgylar eýýäm bar.
    .do = Bölüm döretmegiň deregine giriň.
err-store-missing = Ýazgylaryňyzyň faýly ýerinde ýok.
    .do = Täze bölüm döretmäň. Koordinatora jaň ediň.
err-keys-missing = Ýazgylaryňyzy açýan faýl ýerinde ýok.
    .do = Hiç zat pozmaň we täze bölüm döretmäň. Koordinatora jaň ediň.
err-keys-damaged = Ýazgylaryňyzy açýan faýl zaýalanan.
    .do = Hiç zat pozmaň. Koordinatora jaň ediň.
err-no-encryption = Bu programma goragsyz ýygnalan, işlemeýär.
    .do = Ministrligiň programmasyny guruň.
err-store-failed = Ýazgylary okap ýa-da saklap bolmady.
    .do = Hiç zat üýtgemedi. Programmany ýapyp, täzeden açyň; gaýtalansa, koordinatora jaň ediň.
err-disk-full = Bu kompýuteriň diski doly.
    .do = Bu hereket saklanmady. Ýer boşadyň ýa-da koordinatora jaň ediň.
err-store-read-only = Programmanyň papkasyna ýazyp bolmaýar.
    .do = Kompýutere öz adyňyz bilen giriň ýa-da koordinatora jaň ediň.

# Fleşkalar, papkalar, poçta gutusy.
err-stick-full = Fleşka doly: ýene { $missing } MB gerek.
    .do = Ondan gerek dälini pozuň ýa-da başgasyny alyň. Hiç zat üýtgemedi.
err-stick-read-only = Fleşka ýazyp bolmaýar.
    .do = Onuň gulp düwmesini barlaň ýa-da başga fleşka alyň.
err-stick-taken-out = Fleşka gaty ir çykaryldy.
    .do = Hiç zat zaýalanmady. Ony dakyp, gaýtalaň.
err-no-such-folder = Beýle papka ýok.
    .do = Sanawdan saýlaň ýa-da fleşkanyň dakylandygyny barlaň.
err-stick-reads-back-differently = Ýazylan zady üýtgemän okap bolmady.
    .do = Fleşka bozulan bolmagy mümkin. Başgasyny alyp, täzeden ýazyň.
err-carrier-failed = Fleşka ýa-da papka ýalňyşlyk berdi.
    .do = Bu ýerde hiç zat üýtgemedi. Ony täzeden dakyň ýa-da başgasyny alyň.
err-parcel-gone = Bu bukja ol ýerde indi ýok.
    .do = Fleşka ýene serediň.
err-nothing-to-hand-over = Tabşyrar ýaly täze zat ýok.
    .do = Beýleki tarap hemmesini tassyklady. Işiňizi dowam ediň.
err-no-hub = Poçta gutusynyň salgysy ýazylmadyk.
    .do = Ony sazlamalarda ýazyň; salgyny koordinator berýär.
err-by-folder-only = Birikmek haýyşlary we jogaplary ulgam arkaly däl, elden berilýär.
    .do = Fleşkany ýa-da papkany saýlaň.
err-hub-unreachable = Ulgamdaky poçta gutusy jogap bermeýär.
    .do = Aragatnaşygyň ýoklugy adaty zat. Hemmesi saklandy; soň synanyşyň ýa-da fleşka alyň.
err-hub-broke-off = Iberilýärkä aragatnaşyk kesildi.
    .do = Hiç zat ýitmedi. Ýene iberiň: kesilen ýerinden dowam eder.
err-hub-refused = Poçta gutusy kabul etmedi ({ $status }).
    .do = Bu kompýuter sanawda barmy, koordinatordan soraň. Häzirlikçe fleşkany ulanyp bolýar.
err-hub-address = Bu poçta gutusynyň salgysy däl.
    .do = Ony koordinatoryň berşi ýaly ýazyň: http://host:port.
err-hub-confused = Bu salgyda jogap berýän poçta gutusy däl ýa-da nädogry jogap berdi.
    .do = Sazlamalarda salgyny barlaň. Hiç zat ýitmedi; häzirlikçe fleşkany ulanyp bolýar.
err-only-for-practice = Bu diňe türgenleşik etrabynda bolýar.
    .do = Hakyky ýazgylar beýle üýtgedilmeýär.
err-hub-too-large = Bukja poçta gutusy üçin gaty uly.
    .do = Bu gezek fleşka ulanyň.

# Bukjalar.
err-bundle-not-a-bundle = Bu faýl programmanyň bukjasy däl.
    .do = Ony ýerinde goýuň we başgasyny saýlaň.
err-bundle-cut-short = Bukja kesilen.
    .do = Hiç zat üýtgemedi. Täzeden ýazmagy soraň; fleşkany diňe programma aýdanda çykarsynlar.
err-bundle-damaged = Bukja ýolda üýtgedilen ýa-da zaýalanan.
    .do = Bu ýerde hiç zat üýtgemedi. Täzeden, mümkin bolsa başga fleşka ýazmagy soraň.
err-bundle-for-another-office = Bukja başga bölüm üçin.
    .do = Hiç zat üýtgemedi. Ony fleşkada goýuň.
err-bundle-unknown-computer = Bukja merkeziň tanamaýan kompýuterinden.
    .do = Hiç zat üýtgemedi. Ol kompýuter ilki merkeze birikmeli.
err-bundle-revoked-computer = Bukja sanawdan aýrylan kompýuterden.
    .do = Hiç zat üýtgemedi. Merkeze jaň ediň: kompýuter ýiten ýa-da ogurlanan bolmagy mümkin.
err-bundle-forged = Bukjadaky bir zat merkeziň gol çekeni bilen gabat gelmeýär.
    .do = Hiç zat üýtgemedi. Fleşkany saklaň we merkeze derrew jaň ediň.
err-bundle-newer = Bukjany programmanyň has täze wersiýasy ýazdy.
    .do = Täze wersiýany gurup, bukjany ýene kabul ediň.
err-bundle-older = Bukjany programmanyň synag wersiýasy möhürledi.
    .do = Hiç zat üýtgemedi. Iberijä bu wersiýany gurup, bukjany täzeden ýazmagyny haýyş ediň.
err-bundle-too-large = Bukja programmanyň kabul edýäninden uly.
    .do = Hiç zat üýtgemedi. Koordinatordan soraň.
err-bundle-failed = Bukjany möhürläp bolmady.
    .do = Hiç zat ýazylmady. Başga programmalary ýapyp, ýene synanyşyň.

# Birikmek, merkeziň sanawy.
err-not-enrolled = Merkez bu kompýuteri entek tanamaýar.
    .do = «Tabşyrmak» sahypasynda birikmek haýyşyny ýazyň.
err-already-enrolled = Merkez bu kompýuteri eýýäm tanaýar.
    .do = Tabşyryp bilersiňiz.
err-digits-differ = Sanlar bu haýyşa gabat gelmeýär.
    .do = Ýene bir gezek okatdyryň. Ýene gabat gelmese, birikdirmäň: haýyş ýolda üýtgedilen bolmagy mümkin.
err-only-the-centre = Muny diňe merkez edip bilýär.
    .do = Fleşkany merkeze beriň.
err-bundle-other-centre = Sanawa başga merkez gol çekdi.
    .do = Hiç zat üýtgemedi. Özüňiz bilýän belgi boýunça merkeze jaň ediň.

# Sanawlar.
err-sheet-empty = Sanaw boş.
    .do = Içinde sanaw bar faýly saýlaň.
err-sheet-too-many-bytes = Faýl gaty uly: { $limit } MB-dan köp bolmaly däl.
    .do = Ony birnäçe faýla bölüň.
err-sheet-too-many-columns = Sanawda sütün gaty köp: { $limit } köp däl.
    .do = Gerek däl sütünleri pozuň.
err-sheet-too-many-rows = Sanawda setir gaty köp: { $limit } köp däl.
    .do = Ony birnäçe faýla bölüň.
err-sheet-unreadable-encoding = Faýlyň harplaryny okap bolmaýar.
    .do = Ony Excelde açyp, «CSV UTF-8» görnüşinde saklaň.
err-sheet-unbalanced-quote = { $line }-nji setirde dyrnak açylan, ýapylmadyk.
    .do = Şol setiri düzedip, faýly saklaň.
err-sheet-old-or-protected-workbook = Kitap açar sözi bilen goralan ýa-da köne görnüşli (.xls).
    .do = Ony Excelde açyp, açar sözsüz .xlsx görnüşinde saklaň.
err-sheet-unreadable-workbook = Kitaby okap bolmaýar.
    .do = Ony Excelde açyp, täzeden .xlsx görnüşinde saklaň.
err-sheet-workbook-too-large = Kitap gaty uly: { $limit } MB-dan köp bolmaly däl.
    .do = Ony birnäçe faýla bölüň.
err-mapping-does-not-fit = Faýlyň sütünleri üýtgedi.
    .do = Faýly täzeden okaň.

# Programmanyň öz näsazlyklary.
err-unknown-call = Ekran programmanyň bilmeýän zadyny sorady.
    .do = Programmany ýapyp, täzeden açyň. Gaýtalansa, koordinatora aýdyň.
err-unreadable-request = Programma görnüşe düşünmedi.
    .do = Hiç zat üýtgemedi. Jogaplary ýene gözden geçiriň; gaýtalansa, koordinatora aýdyň.
err-unwritable-reply = Programma jogap düzüp bilmedi.
    .do = Sahypany täzeden açyň. Gaýtalansa, koordinatora aýdyň.
err-reference = Programma degişli sanaw okalmaýar.
    .do = Programmany täzeden guruň. Ýazgylaryňyz galýar.
