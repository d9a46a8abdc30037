# Ýazgylaryň düzgünleri näme diýýär.

err-field-missing = Muny doldurmaly.
    .do = Belli zady ýazyň; soň üýtgedip bolar.
err-field-not-a-date = Bu sene däl.
    .do = Güni, aýy we ýyly ýazyň, mysal üçin 05.03.2026.
err-field-in-the-future = Bu gün entek gelmedi.
    .do = Senäni we kompýuteriň sagadyny barlaň.
err-field-ends-before-it-begins = Soňy başyndan öň.
    .do = Iki senäni-de barlaň.
err-field-too-long = Bu görnüşe sygmaýar.
    .do = Gysgaldyň ýa-da galanyny bellige ýazyň.
err-field-not-in-the-list = Muny bu ýerde saýlap bolmaýar.
    .do = Sanawdan saýlaň.
err-field-needs-reason = Munuň sebäbi gerek.
    .do = Näme üçindigini ýazyň, bir söz ýeterlik.
