"""Every sentence of the chat page. The page gets them in both languages and changes at once."""

from app.language.catalogue import Catalogue, marked

SENTENCES: dict[str, str] = {
    "title": marked("Chat with us"),
    "support": marked("Customer service"),
    "answers": marked("We answer right here"),
    "answersMail": marked("We answer by e-mail or telephone"),
    "answersYou": marked("Who answers you"),
    "helpsYou": marked("Works on your request"),
    "keepOpen": marked("You may close this page. The conversation stays here and goes on when you come back."),
    "good": marked("Good to know"),
    "private": marked("Only you and our staff can read this conversation."),
    "offlineOk": marked("Without a connection just go on writing. We get everything once you are back."),
    "welcome": marked("How can we help? Write to us, we will answer here."),
    "request": marked("Request № {number}"),
    "today": marked("today"),
    "yesterday": marked("yesterday"),
    "you": marked("You"),
    "company": marked("Answer"),
    "conversation": marked("Conversation"),
    "language": marked("Language"),
    "name": marked("Your name, if you like"),
    "write": marked("Write a message"),
    "send": marked("Send"),
    "pending": marked("will be sent"),
    "sent": marked("delivered"),
    "failed": marked("Not sent"),
    "retry": marked("Try again"),
    "tooLong": marked("The text is too long. Please send it in parts."),
    "refused": marked("The message was not accepted. Its text is kept here."),
    "offline": marked("No connection. Go on writing: everything is kept here and sent once you are online."),
    "unkept": marked("This browser keeps nothing. When you close the page, the conversation cannot be found again."),
    "slowDown": marked("Too many messages at once. The rest follows shortly."),
    "online": marked("Connected again."),
    "waitSeconds": marked("We usually answer within a minute"),
    "waitMinutes": marked("We usually answer within {count} min"),
    "waitHours": marked("We usually answer within {count} h"),
    "agree": marked("I agree to the processing of my personal data."),
    "policy": marked("Privacy policy"),
    "agreeFirst": marked("Please tick the consent first. Your text is kept."),
    "contacts": marked("How else to reach us"),
    "email": marked("Your e-mail or telephone, for the answer"),
    "attach": marked("Attach a file"),
    "removeFile": marked("Remove the file"),
    "fileTooLarge": marked("A file may have 10 MB, a message 10 files."),
    "fileNotSent": marked("The file was not sent. Please try again once you are online."),
    "fileOnItsWay": marked("The file is still on its way. One moment."),
    "noAddress": marked("Please check the e-mail address or the number: we answer there."),
    "read": marked("read"),
    "typing": marked("{name} is writing…"),
    "byMail": marked("we answer to {address}"),
    "closed": marked(
        "Nobody is here now; we are back {time}. Leave a message and your e-mail or telephone, and we will answer."
    ),
    "closedLong": marked("Nobody is here now. Leave a message and your e-mail or telephone, and we will answer."),
    "promised": marked("You will hear from us no later than: {time}"),
    "blocked": marked("Your messages are not taken until {time}, because of how you wrote to us."),
    "hide": marked("Hide the chat"),
    "newMessage": marked("New message"),
    "gone": marked("This chat is no longer there. Please write to us in another way."),
    "noScript": marked("The chat needs JavaScript. Please switch it on or write to us by e-mail."),
}


def sentences(catalogue: Catalogue) -> dict[str, str]:
    """The page's sentences in one language."""
    return {key: catalogue.gettext(sentence) for key, sentence in SENTENCES.items()}
