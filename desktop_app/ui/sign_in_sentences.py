"""The title and the sentence of every error of signing in, in the source language."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

SIGN_IN_SENTENCES: dict[str, tuple[str, str]] = {
    "account.none": (
        QT_TRANSLATE_NOOP("Sentences", "Nobody has signed in"),
        QT_TRANSLATE_NOOP("Sentences", "Sign in to the project of this library first."),
    ),
    "account.several": (
        QT_TRANSLATE_NOOP("Sentences", "There are several accounts"),
        QT_TRANSLATE_NOOP("Sentences", "Choose the library to sync: {folders}"),
    ),
    "project.no_address": (
        QT_TRANSLATE_NOOP("Sentences", "That is no project URL"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "A project URL looks like https://abcdefghijklmnopqrst.supabase.co; Supabase shows it"
            " under Project Settings, Data API.",
        ),
    ),
    "project.not_encrypted": (
        QT_TRANSLATE_NOOP("Sentences", "The connection would not be encrypted"),
        QT_TRANSLATE_NOOP(
            "Sentences", "Use an address that begins with https. Plain http is for this machine."
        ),
    ),
    "project.no_key": (
        QT_TRANSLATE_NOOP("Sentences", "That is no key of a Supabase project"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "Take the publishable key (sb_publishable_…) or the anon key (eyJ…) from Project"
            " Settings, API Keys.",
        ),
    ),
    "project.secret_key": (
        QT_TRANSLATE_NOOP("Sentences", "That is a secret key"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "A secret or service key opens every user's data. Lightbox does not take it and has"
            " not kept it; use the publishable or anon key.",
        ),
    ),
    "project.other_key": (
        QT_TRANSLATE_NOOP("Sentences", "The key belongs to another project"),
        QT_TRANSLATE_NOOP("Sentences", "Take address and key from the same project."),
    ),
    "sign_in.wrong_password": (
        QT_TRANSLATE_NOOP("Sentences", "Wrong e-mail or password"),
        QT_TRANSLATE_NOOP("Sentences", "E-mail and password do not belong together. Try again."),
    ),
    "sign_in.wrong_code": (
        QT_TRANSLATE_NOOP("Sentences", "Wrong code"),
        QT_TRANSLATE_NOOP("Sentences", "The code is wrong or too old. Have a new one sent."),
    ),
    "sign_in.unconfirmed_email": (
        QT_TRANSLATE_NOOP("Sentences", "The e-mail is not confirmed"),
        QT_TRANSLATE_NOOP("Sentences", "Open the link in the mail you got, then sign in."),
    ),
    "sign_in.weak_password": (
        QT_TRANSLATE_NOOP("Sentences", "The password is too weak"),
        QT_TRANSLATE_NOOP("Sentences", "Choose a longer one, with letters and digits."),
    ),
    "sign_in.already_exists": (
        QT_TRANSLATE_NOOP("Sentences", "There is an account already"),
        QT_TRANSLATE_NOOP("Sentences", "Sign in with this e-mail instead."),
    ),
    "sign_in.bad_email": (
        QT_TRANSLATE_NOOP("Sentences", "That is no e-mail address"),
        QT_TRANSLATE_NOOP("Sentences", "Check how it is written."),
    ),
    "sign_in.not_offered": (
        QT_TRANSLATE_NOOP("Sentences", "Not offered there"),
        QT_TRANSLATE_NOOP("Sentences", "This project does not offer this way of signing in."),
    ),
    "sign_in.banned": (
        QT_TRANSLATE_NOOP("Sentences", "The account is locked"),
        QT_TRANSLATE_NOOP("Sentences", "Ask whoever runs the project."),
    ),
    "sign_in.captcha": (
        QT_TRANSLATE_NOOP("Sentences", "The project asks for a captcha"),
        QT_TRANSLATE_NOOP("Sentences", "Choose to sign in with a provider in the browser."),
    ),
    "sign_in.refused": (
        QT_TRANSLATE_NOOP("Sentences", "The server refused"),
        QT_TRANSLATE_NOOP("Sentences", "It did not sign you in. Try again, or another way."),
    ),
    "sign_in.browser_failed": (
        QT_TRANSLATE_NOOP("Sentences", "Signing in did not work"),
        QT_TRANSLATE_NOOP("Sentences", "The browser came back without a session. Try again."),
    ),
    "sign_in.browser_timeout": (
        QT_TRANSLATE_NOOP("Sentences", "The browser did not come back"),
        QT_TRANSLATE_NOOP("Sentences", "Nobody signed in there for five minutes. Try again."),
    ),
    "sign_in.declined": (
        QT_TRANSLATE_NOOP("Sentences", "Not allowed"),
        QT_TRANSLATE_NOOP("Sentences", "It was declined in the browser."),
    ),
}
