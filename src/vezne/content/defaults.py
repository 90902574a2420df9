"""The texts that a new seller starts from; each seller has its lawyer read and change them.

Sources: Law 6502 on the protection of consumers (m. 48), Mesafeli Sözleşmeler Yönetmeliği (m. 5:
pre-information, m. 9: 14 days of withdrawal, m. 15/1-ğ and h: services performed at once or begun
with the consumer's consent), Law 6493 (cards are kept by the payment provider).
"""

from __future__ import annotations

from vezne.content.defaults_people import PEOPLE
from vezne.content.models import LegalTextKind
from vezne.content.types import TextDraft

PRE_INFORMATION_TR = """
1. Satıcı: {satici}, {satici_adres}. Vergi dairesi ve numarası: {satici_vergi}. \
İletişim: {satici_iletisim}.

2. Hizmet: {hizmet}. Hizmet, internet üzerinden elektronik ortamda verilir; teslimat ve kargo \
yoktur. Ödemenin kapsadığı dönem ya da miktar: {donem}.

3. Bedel: KDV hariç {tutar_net}, KDV {tutar_kdv}, tüm vergiler dahil toplam {tutar}. \
Ödeme şekli: {odeme_sekli}. Taksitli kart ödemelerinde bankanın ya da ödeme kuruluşunun eklediği \
vade farkı ödeme sayfasında ayrıca gösterilir.

4. Hizmetin başlaması: Hizmet, ödemenin onaylanmasıyla ya da siparişte belirtilen anda açılır. \
Yenilenen hizmetlerde her dönem için ayrı bir ödeme talebi oluşturulur; talep, son ödeme anına \
kadar ödenmezse hizmet askıya alınır ve ödendiğinde yeniden açılır.

5. Cayma hakkı: Tüketici olan alıcı, sözleşmenin kurulduğu günden itibaren 14 gün içinde gerekçe \
göstermeden ve cezai şart ödemeden cayabilir. Ancak elektronik ortamda anında ifa edilen \
hizmetlerde ve cayma süresi dolmadan alıcının onayıyla ifasına başlanan hizmetlerde cayma hakkı \
kullanılamaz (Mesafeli Sözleşmeler Yönetmeliği m. 15/1-ğ ve h). Alıcı, hizmetin hemen başlamasını \
istediğini ve bu nedenle cayma hakkını kullanamayacağını bu formu onaylayarak kabul eder.

6. Cayma bildirimi ve şikâyetler, yukarıdaki iletişim bilgilerine yazılı olarak ya da e-posta ile \
iletilir. Cayma hakkının geçerli olduğu durumlarda bedel, bildirimin ulaşmasından itibaren 14 gün \
içinde ödemede kullanılan araçla geri verilir.

7. Uyuşmazlıklarda, ilgili yılın parasal sınırlarına göre alıcının yerleşim yerindeki tüketici \
hakem heyetlerine ya da tüketici mahkemelerine başvurulabilir. Ticari ya da mesleki amaçla alım \
yapanlar tüketici sayılmaz; onlar için genel hükümler uygulanır.

Bu form {tarih} tarihinde, ödeme yapılmadan önce {alici} ({alici_adres}) tarafından okunmuş ve \
elektronik ortamda onaylanmıştır.
"""

PRE_INFORMATION_EN = """
1. Seller: {satici}, {satici_adres}. Tax office and number: {satici_vergi}. \
Contact: {satici_iletisim}.

2. Service: {hizmet}. The service is given electronically over the internet; nothing is shipped. \
Period or quantity that is paid for: {donem}.

3. Price: {tutar_net} without VAT, VAT {tutar_kdv}, total with all taxes {tutar}. \
Means of payment: {odeme_sekli}. What a bank or payment institution adds for instalments is shown \
separately on the payment page.

4. Start: the service opens when the payment is approved, or at the moment named in the order. \
Renewing services get a payment request for every period; if it is not paid until its last instant \
the service is suspended, and it opens again when it is paid.

5. Withdrawal: a buyer who is a consumer may withdraw within 14 days from the contract, without a \
reason and without a penalty. There is no right of withdrawal from services that are performed \
electronically at once, or that were begun with the buyer's consent before that time was over \
(Regulation on Distance Contracts, art. 15/1-ğ and h). By approving this form the buyer asks for \
the service to begin at once and accepts that it cannot be withdrawn from.

6. Notices of withdrawal and complaints go to the contacts above, in writing or by e-mail. Where \
the right exists, the price is paid back within 14 days of the notice by the means that was used.

7. Disputes may be brought before the consumer arbitration committees or consumer courts at the \
buyer's residence, by the limits of the year. Who buys for trade or profession is not a consumer; \
the general provisions apply to them.

This form was read and approved electronically by {alici} ({alici_adres}) on {tarih}, before \
paying. The Turkish text is the binding one.
"""

DISTANCE_SALE_TR = """
1. Taraflar: Satıcı {satici}, {satici_adres}, {satici_iletisim}. Alıcı {alici}, {alici_adres}.

2. Konu: Alıcının elektronik ortamda sipariş ettiği {hizmet} hizmetinin ({donem}) sunulması ve \
bedelinin ödenmesine ilişkin hak ve yükümlülüklerdir. 6502 sayılı Kanun ve Mesafeli Sözleşmeler \
Yönetmeliği uygulanır; tacir alıcılar için Türk Ticaret Kanunu hükümleri geçerlidir.

3. Bedel ve ödeme: KDV dahil toplam bedel {tutar} olup {odeme_sekli} ile ödenir. Fatura, alıcının \
bildirdiği fatura adresine elektronik olarak düzenlenir.

4. Satıcının yükümlülükleri: Satıcı hizmeti tanıtımında ve ön bilgilendirme formunda belirtilen \
nitelikleriyle sunar, planlı bakımları önceden duyurur, kişisel verileri 6698 sayılı Kanuna uygun \
işler.

5. Alıcının yükümlülükleri: Alıcı bilgilerini doğru verir, hesabına erişimi korur, hizmeti hukuka \
uygun kullanır ve ödeme taleplerini süresinde öder. Süresinde ödenmeyen taleplerde satıcı hizmeti \
askıya alabilir; fatura, ödeme, destek ve veri indirme sayfaları açık kalır.

6. Yenileme ve sona erme: Yenilenen paketler dönem sonunda aynı süreyle, o tarihte geçerli satış \
koşullarıyla yenilenir. Alıcı panelden dilediği an yenilemeyi durdurabilir; hizmet ödenmiş dönemin \
sonuna kadar sürer. Satılmış bir dönemin fiyatı değiştirilmez.

7. Cayma: Cayma hakkı ve istisnaları ön bilgilendirme formunun 5. maddesindeki gibidir. Alıcı, \
ifanın hemen başlamasını kabul ettiğinden elektronik ortamda anında ifa edilen hizmetlerden \
cayılamayacağını bilir.

8. Uyuşmazlık: Tüketici işlemlerinde tüketici hakem heyetleri ve tüketici mahkemeleri, diğer \
işlemlerde satıcının yerleşim yerindeki mahkemeler ve icra daireleri yetkilidir.

Alıcı bu sözleşmeyi {tarih} tarihinde elektronik ortamda onaylamıştır. Bir örneği alıcının \
e-posta adresine gönderilir ve satıcı tarafından en az üç yıl saklanır.
"""

DISTANCE_SALE_EN = """
1. Parties: seller {satici}, {satici_adres}, {satici_iletisim}. Buyer {alici}, {alici_adres}.

2. Subject: the rights and duties from giving and paying for {hizmet} ({donem}), which the buyer \
ordered electronically. Law 6502 and the Regulation on Distance Contracts apply; for buyers who \
are merchants the Turkish Commercial Code does.

3. Price and payment: the total with VAT is {tutar}, paid by {odeme_sekli}. The invoice is issued \
electronically to the invoice address that the buyer gave.

4. The seller gives the service with the qualities in its presentation and in the pre-contractual \
information, announces planned maintenance, and handles personal data according to Law 6698.

5. The buyer gives correct details, guards access to the account, uses the service lawfully and \
pays requests in time. For requests that are not paid in time the seller may suspend the service; \
the pages for invoices, payment, support and data export stay open.

6. Renewal and end: renewing packages renew at the end of the period for the same length on the \
terms of sale of that date. The buyer may stop the renewal in the panel at any time; the service \
goes on to the end of the paid period. The price of a period that was sold does not change.

7. Withdrawal is as in article 5 of the pre-contractual information. As the buyer has agreed to \
the service beginning at once, services performed electronically at once cannot be withdrawn from.

8. Disputes: consumer arbitration committees and consumer courts for consumer transactions, \
otherwise the courts and enforcement offices at the seller's seat.

The buyer approved this contract electronically on {tarih}. A copy is sent to the buyer's e-mail \
address and kept by the seller for at least three years. The Turkish text is the binding one.
"""

CARD_STORING_TR = """
Kart bilgilerimin, {satici} adına ödeme kuruluşu tarafından güvenli biçimde saklanmasını kabul \
ediyorum. {satici} kart numaramı görmez ve saklamaz; yalnızca ödeme kuruluşunun verdiği anahtarı, \
kart markasını ve son dört haneyi tutar.

{hizmet} hizmetinin yenileme bedelinin, her dönem başında o dönem için oluşan ödeme talebi \
tutarında (bugünkü tutar: {tutar}) bu karttan otomatik olarak çekilmesine onay veriyorum. Çekimden \
önce e-posta ile bilgilendirilirim; çekim başarısız olursa bana haber verilir ve tekrar denenebilir.

Bu onayı panelde tek tıkla, gerekçe göstermeden geri alabilir ve kartımı silebilirim. Onayı geri \
almam, ödenmiş dönemi ve daha önce yapılmış çekimleri etkilemez.

Onay tarihi: {tarih}. Onaylayan: {alici}.
"""

CARD_STORING_EN = """
I agree that my card is kept safely by the payment institution on behalf of {satici}. {satici} \
neither sees nor keeps the card number, only the institution's token, the brand of the card and \
its last four digits.

I consent to the renewal price of {hizmet} being charged to this card automatically at the start \
of each period, in the amount of that period's payment request (today: {tutar}). I am told by \
e-mail before the charge; if a charge fails I am told, and it may be tried again.

I can withdraw this consent in the panel with one click and without a reason, and remove the card. \
Withdrawing does not touch the paid period or charges that were made before.

Date of consent: {tarih}. Given by: {alici}. The Turkish text is the binding one.
"""

DEFAULTS = (
    TextDraft(
        kind=LegalTextKind.PRE_INFORMATION.value,
        title="Ön bilgilendirme formu",
        body_tr=PRE_INFORMATION_TR.strip(),
        body_en=PRE_INFORMATION_EN.strip(),
    ),
    TextDraft(
        kind=LegalTextKind.DISTANCE_SALE.value,
        title="Mesafeli satış sözleşmesi",
        body_tr=DISTANCE_SALE_TR.strip(),
        body_en=DISTANCE_SALE_EN.strip(),
    ),
    TextDraft(
        kind=LegalTextKind.CARD_STORING.value,
        title="Kart saklama ve otomatik yenileme onayı",
        body_tr=CARD_STORING_TR.strip(),
        body_en=CARD_STORING_EN.strip(),
    ),
    *PEOPLE,
)
