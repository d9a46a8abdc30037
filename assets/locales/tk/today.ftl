# Şu gün.

today-title = { $weekday }, { $date }
today-counts = Etmeli { $due }, möhleti geçen { $overdue }
today-overdue = Möhleti geçen
today-today = Şu gün
today-this_week = Ýakyn ýedi gün
today-nothing = Şu gün üçin hiç zat ýok.
today-next = Indikisi: { $day }, { $who }
today-questions = Çözülmeli { $n } sorag
today-questions-hint = Iki adam dürli jogap ýazdy. Ikisi-de saklandy.
today-news = Täze gelenler
today-news-line = { $office }: { $n } üýtgetme
due-appeal = Ýüztutmany çözmeli
due-late = { $n } iş güni
drafts-title = Başlandy, gutarylmady
drafts-forget = Taşla
draft-person = Adamy hasaba almak
draft-change_person = Adamyň maglumatlaryny üýtgetmek
draft-consent = Razylyk
draft-household = Hojalygy hasaba almak
draft-change_household = Hojalygy üýtgetmek
draft-appeal = Ýüztutma
draft-decide_appeal = Ýüztutma boýunça çözgüt
draft-open_case = Iş açmak
draft-visit = Sapar
draft-note = Bellik
