"""Paying: the payment page, the provider's way back, the result, and the link without sign-in.

GET  /odeme/<invoice>/            what is paid, coupon, address, card choices, texts, the button
POST /odeme/<invoice>/kupon/      use or take off a coupon
POST /odeme/<invoice>/basla/      commit the choices, open the provider's form, go there
POST /odeme/<invoice>/havale/sec/ choose transfer; GET …/havale/ says where to send how much, waits
POST /odeme/donus/<attempt>/      the provider's page sends the browser back, without our session
GET  /odeme/sonuc/<attempt>/      the outcome; polls while it is not certain, then goes on by itself
GET  /o/<token>/                  the same for somebody with a payment link, one invoice only

The return proves nothing: the provider is asked (`flows.settlement.ask_and_settle`).
"""
