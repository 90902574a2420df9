"""What every card provider of this world shares: the cards, the bank's 3D page, notices.

Tables: ``Challenge`` (the bank's page asks the holder for the code that it has sent),
``ProviderNotice`` (a form that a provider posts to a shop until the shop answers as it should).

* ``cards``       the test cards, what each always answers, and how a typed one is checked
* ``entry``       the card form's fields, as a holder left them
* ``challenges``  the code sent, typed, accepted or refused
* ``notices``     written with the payment, sent by their own thread
* ``answers``     what a card's bank says to a charge

It knows no provider by name: a challenge leads back to the address it was opened with.
"""
