"""The texts of a sign-up that a new seller starts from; its lawyer reads and changes them.

Sources: Law 6698 (KVKK) m. 10 and the communiqué on the duty to inform (the notice is apart from
any consent), Law 6563 m. 6 and its regulation (commercial messages need an own consent, which is
withdrawn as easily as given).
"""

from __future__ import annotations

from vezne.content.models import LegalTextKind
from vezne.content.types import TextDraft

MEMBERSHIP_TR = """
Bu sözleşme {satici} ile {alici} arasında, müşteri panelinin kullanımı için yapılmıştır.

Üye, kayıtta verdiği bilgilerin doğru olduğunu, parolasını kimseyle paylaşmayacağını, hesabında \
yapılan işlemlerden sorumlu olduğunu kabul eder. Firma adına kaydolan kişi buna yetkili olduğunu \
bildirir.

{satici} paneli özenle işletir; bakım ve mücbir sebep dışında açık tutar. Alınan her hizmetin \
bedeli, süresi ve cayma koşulları siparişte ayrıca gösterilir.

Üye dilediği zaman ayrılabilir; ödenmemiş borçlar ve yasal saklama süreleri saklıdır. Sorular \
için: {satici_iletisim}. Kabul tarihi: {tarih}.
"""
MEMBERSHIP_EN = """
This agreement between {satici} and {alici} is about the use of the customer panel.

The member declares that what was given at sign-up is true, keeps the password to themselves and \
answers for what is done in the account. Who signs up for a firm declares to be entitled to it.

{satici} runs the panel with care and keeps it open except for maintenance and force majeure. \
Price, term and withdrawal of each service are shown with its order.

The member may leave at any time; unpaid debts and legal retention periods remain. Questions: \
{satici_iletisim}. Accepted on: {tarih}. The Turkish text is the binding one.
"""
PRIVACY_TR = """
Veri sorumlusu: {satici}. İletişim: {satici_iletisim}.

İşlenen veriler: ad, soyad, e-posta, telefon, firma ve vergi bilgileri, fatura adresi, ödeme ve \
hizmet kayıtları, oturum ve işlem kayıtları (zaman, IP adresi). Kart numarası işlenmez ve saklanmaz.

Amaçlar ve hukuki sebepler: sözleşmenin kurulması ve ifası (KVKK m. 5/2-c), vergi ve ticaret \
mevzuatından doğan yükümlülükler (m. 5/2-ç), hesabın güvenliği (m. 5/2-f). Veriler; bu amaçlarla \
ödeme kuruluşuna, bankaya, e-belge ve ileti hizmeti sağlayıcılarına ve yetkili kurumlara aktarılır.

Saklama: üyelik boyunca ve yasal süreler (fatura ve defterler için 10 yıl) dolana kadar.

Haklarınız: KVKK m. 11 uyarınca verilerinize erişmek, düzeltilmesini, silinmesini, aktarıldığı \
kişileri öğrenmek istemek ve itiraz etmek. Başvurular yukarıdaki iletişim bilgilerine yapılır.
"""
PRIVACY_EN = """
Controller: {satici}. Contact: {satici_iletisim}.

What is processed: name, e-mail, phone, details of firm and taxes, invoice address, records of \
payments and services, records of sessions and actions (time, IP address). Card numbers are \
neither processed nor kept.

Why and on what ground: to conclude and perform the contract (KVKK art. 5/2-c), duties of tax and \
commercial law (art. 5/2-ç), the account's security (art. 5/2-f). For these purposes data go to \
the payment provider, the bank, providers of e-documents and messages, and authorities.

How long: while you are a member and until legal periods (ten years for invoices and books) end.

Your rights under KVKK art. 11: access, correction, erasure, to know to whom data went, and to \
object. Write to the contact above. The Turkish text is the binding one.
"""
MARKETING_TR = """
{satici} tarafından kampanya, yenilik ve tekliflerin e-posta, SMS ve aramayla bana iletilmesine \
onay veriyorum.

Bu onay hizmet almak için gerekli değildir.

Onayımı dilediğim zaman, gerekçe göstermeden geri alabilirim: {satici_iletisim}.

Onay tarihi: {tarih}.
"""
MARKETING_EN = """
I consent to {satici} telling me of campaigns, news and offers by e-mail, SMS and phone.

No service depends on this consent.

I can withdraw it at any time and without a reason: {satici_iletisim}.

Date: {tarih}. The Turkish text is the binding one.
"""

PEOPLE = (
    TextDraft(
        kind=LegalTextKind.MEMBERSHIP.value,
        title="Üyelik sözleşmesi",
        body_tr=MEMBERSHIP_TR.strip(),
        body_en=MEMBERSHIP_EN.strip(),
    ),
    TextDraft(
        kind=LegalTextKind.PRIVACY.value,
        title="KVKK aydınlatma metni",
        body_tr=PRIVACY_TR.strip(),
        body_en=PRIVACY_EN.strip(),
    ),
    TextDraft(
        kind=LegalTextKind.MARKETING.value,
        title="Ticari elektronik ileti onayı",
        body_tr=MARKETING_TR.strip(),
        body_en=MARKETING_EN.strip(),
    ),
)
