<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AboutSheet</name>
    <message>
        <source>About Lightbox</source>
        <translation>Über Lightbox</translation>
    </message>
    <message>
        <source>Lightbox %1</source>
        <translation>Lightbox %1</translation>
    </message>
    <message>
        <source>Your library of generated images and videos: looked at and found in an instant, online or not. Free software under the MIT licence.</source>
        <translation>Die Mediathek für generierte Bilder und Videos: sofort angesehen und sofort gefunden, mit und ohne Netz. Freie Software unter der MIT-Lizenz.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>AccountsSheet</name>
    <message>
        <source>Accounts</source>
        <translation>Konten</translation>
    </message>
    <message>
        <source>On this machine</source>
        <translation>Auf diesem Rechner</translation>
    </message>
    <message>
        <source>No account, nothing is uploaded</source>
        <translation>Kein Konto, nichts wird hochgeladen</translation>
    </message>
    <message>
        <source>Connect a project…</source>
        <translation>Projekt verbinden…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Sign out…</source>
        <translation>Abmelden…</translation>
    </message>
    <message>
        <source>Sign out of %1</source>
        <translation>Von %1 abmelden</translation>
    </message>
    <message>
        <source>Open now</source>
        <translation>Geöffnet</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>%1 öffnen</translation>
    </message>
    <message>
        <source>Originals on this machine…</source>
        <translation>Originale auf diesem Rechner…</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>Import files…</source>
        <translation>Dateien importieren…</translation>
    </message>
    <message>
        <source>Import a folder…</source>
        <translation>Ordner importieren…</translation>
    </message>
    <message>
        <source>Paste as import</source>
        <translation>Als Import einfügen</translation>
    </message>
    <message>
        <source>Find missing originals…</source>
        <translation>Vermisste Originale suchen…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Upload the library of this machine</source>
        <translation>Mediathek dieses Rechners hochladen</translation>
    </message>
    <message>
        <source>Sign in to Supabase…</source>
        <translation>Bei Supabase anmelden…</translation>
    </message>
    <message>
        <source>Accounts…</source>
        <translation>Konten…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Alles auswählen</translation>
    </message>
    <message>
        <source>Invert selection</source>
        <translation>Auswahl umkehren</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Clear all filters</source>
        <translation>Alle Filter löschen</translation>
    </message>
    <message>
        <source>Save this search…</source>
        <translation>Suche speichern…</translation>
    </message>
    <message>
        <source>Manage tags…</source>
        <translation>Tags verwalten…</translation>
    </message>
    <message>
        <source>Favorite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>Edit title</source>
        <translation>Titel bearbeiten</translation>
    </message>
    <message>
        <source>Edit tags</source>
        <translation>Tags bearbeiten</translation>
    </message>
    <message>
        <source>Add to collection…</source>
        <translation>Zu Sammlung hinzufügen…</translation>
    </message>
    <message>
        <source>Copy files</source>
        <translation>Dateien kopieren</translation>
    </message>
    <message>
        <source>Copy prompt</source>
        <translation>Prompt kopieren</translation>
    </message>
    <message>
        <source>Copy seed</source>
        <translation>Seed kopieren</translation>
    </message>
    <message>
        <source>Open in another program</source>
        <translation>In anderem Programm öffnen</translation>
    </message>
    <message>
        <source>Show in the file manager</source>
        <translation>In der Dateiverwaltung zeigen</translation>
    </message>
    <message>
        <source>Find same prompt</source>
        <translation>Gleichen Prompt suchen</translation>
    </message>
    <message>
        <source>Find same seed</source>
        <translation>Gleichen Seed suchen</translation>
    </message>
    <message>
        <source>Find same model</source>
        <translation>Gleiches Modell suchen</translation>
    </message>
    <message>
        <source>Find similar</source>
        <translation>Ähnliche suchen</translation>
    </message>
    <message>
        <source>Move to Trash</source>
        <translation>In den Papierkorb</translation>
    </message>
    <message>
        <source>Restore from Trash</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Empty Trash…</source>
        <translation>Papierkorb leeren…</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Sidebar</source>
        <translation>Seitenleiste</translation>
    </message>
    <message>
        <source>Larger tiles</source>
        <translation>Größere Kacheln</translation>
    </message>
    <message>
        <source>Smaller tiles</source>
        <translation>Kleinere Kacheln</translation>
    </message>
    <message>
        <source>Crop tiles to squares</source>
        <translation>Quadratische Kacheln</translation>
    </message>
    <message>
        <source>Privacy blur</source>
        <translation>Sichtschutz</translation>
    </message>
    <message>
        <source>Reduce motion</source>
        <translation>Bewegung verringern</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>Größere Schrift</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>Kleinere Schrift</translation>
    </message>
    <message>
        <source>Switch between light and dark</source>
        <translation>Hell/dunkel wechseln</translation>
    </message>
    <message>
        <source>Follow the system&apos;s colours</source>
        <translation>Farben des Systems übernehmen</translation>
    </message>
    <message>
        <source>Language: as the system</source>
        <translation>Sprache: wie das System</translation>
    </message>
    <message>
        <source>Language: English</source>
        <translation>Sprache: English</translation>
    </message>
    <message>
        <source>Language: Deutsch</source>
        <translation>Sprache: Deutsch</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <source>All assets</source>
        <translation>Alle Medien</translation>
    </message>
    <message>
        <source>Favorites</source>
        <translation>Favoriten</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Neueste</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>Papierkorb</translation>
    </message>
    <message>
        <source>Waiting to sync</source>
        <translation>Abgleich steht aus</translation>
    </message>
    <message>
        <source>Conflicts</source>
        <translation>Konflikte</translation>
    </message>
    <message>
        <source>This machine only</source>
        <translation>Nur auf diesem Rechner</translation>
    </message>
    <message>
        <source>Removed elsewhere</source>
        <translation>Anderswo entfernt</translation>
    </message>
    <message>
        <source>Show sync activity</source>
        <translation>Abgleich anzeigen</translation>
    </message>
    <message>
        <source>Sync now</source>
        <translation>Jetzt abgleichen</translation>
    </message>
    <message>
        <source>Pause sync</source>
        <translation>Abgleich anhalten</translation>
    </message>
    <message>
        <source>Metered connection</source>
        <translation>Getaktete Verbindung</translation>
    </message>
    <message>
        <source>Originals on this machine…</source>
        <translation>Originale auf diesem Rechner…</translation>
    </message>
    <message>
        <source>Retry all refused edits</source>
        <translation>Alle abgelehnten Änderungen erneut senden</translation>
    </message>
    <message>
        <source>Keep mine in all conflicts</source>
        <translation>In allen Konflikten Eigenes behalten</translation>
    </message>
    <message>
        <source>Take theirs in all conflicts</source>
        <translation>In allen Konflikten Fremdes übernehmen</translation>
    </message>
    <message>
        <source>Command palette</source>
        <translation>Befehlspalette</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Change shortcuts…</source>
        <translation>Tastenkürzel ändern…</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
    <message>
        <source>About Lightbox</source>
        <translation>Über Lightbox</translation>
    </message>
</context>
<context>
    <name>AdoptionOffer</name>
    <message numerus="yes">
        <source>%1 asset(s) found in the library of this machine alone.</source>
        <translation>
            <numerusform>%1 Medium liegt nur in der Mediathek dieses Rechners.</numerusform>
            <numerusform>%1 Medien liegen nur in der Mediathek dieses Rechners.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Uploading %1 asset(s) of this machine.</source>
        <translation>
            <numerusform>%1 Medium dieses Rechners wird hochgeladen.</numerusform>
            <numerusform>%1 Medien dieses Rechners werden hochgeladen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 left here: the original is gone.</source>
        <translation>
            <numerusform>%1 bleibt hier: Das Original ist weg.</numerusform>
            <numerusform>%1 bleiben hier: Die Originale sind weg.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 asset(s) of this machine arrived on the server.</source>
        <translation>
            <numerusform>%1 Medium dieses Rechners ist auf dem Server angekommen.</numerusform>
            <numerusform>%1 Medien dieses Rechners sind auf dem Server angekommen.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AssetCommands</name>
    <message>
        <source>New collection…</source>
        <translation>Neue Sammlung…</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>New collection</source>
        <translation>Neue Sammlung</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>The Trash is empty</source>
        <translation>Der Papierkorb ist leer</translation>
    </message>
    <message numerus="yes">
        <source>Remove %1 asset(s) for good?</source>
        <translation>
            <numerusform>%1 Medium endgültig löschen?</numerusform>
            <numerusform>%1 Medien endgültig löschen?</numerusform>
        </translation>
    </message>
    <message>
        <source>Their files are deleted from this library. This cannot be undone.</source>
        <translation>Die Dateien werden aus dieser Mediathek gelöscht. Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>Remove for good</source>
        <translation>Endgültig löschen</translation>
    </message>
    <message>
        <source>Prompt copied</source>
        <translation>Prompt kopiert</translation>
    </message>
    <message>
        <source>This asset has no prompt</source>
        <translation>Dieses Medium hat keinen Prompt</translation>
    </message>
    <message>
        <source>Seed copied</source>
        <translation>Seed kopiert</translation>
    </message>
    <message>
        <source>The seed of this asset is not known</source>
        <translation>Der Seed dieses Mediums ist nicht bekannt</translation>
    </message>
    <message>
        <source>The files are not on this machine</source>
        <translation>Die Dateien sind nicht auf diesem Rechner</translation>
    </message>
    <message numerus="yes">
        <source>%1 file(s) copied</source>
        <translation>
            <numerusform>%1 Datei kopiert</numerusform>
            <numerusform>%1 Dateien kopiert</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CodePage</name>
    <message>
        <source>Enter the code</source>
        <translation>Code eingeben</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>It was sent to %1.</source>
        <translation>Er wurde an %1 geschickt.</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation>Befehlspalette</translation>
    </message>
    <message>
        <source>Type a command</source>
        <translation>Befehl eingeben</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
</context>
<context>
    <name>CompletionPopup</name>
    <message>
        <source>Suggestions</source>
        <translation>Vorschläge</translation>
    </message>
</context>
<context>
    <name>ConflictCard</name>
    <message>
        <source>Previous conflict</source>
        <translation>Voriger Konflikt</translation>
    </message>
    <message>
        <source>Next conflict</source>
        <translation>Nächster Konflikt</translation>
    </message>
    <message>
        <source>Show the asset</source>
        <translation>Medium zeigen</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>Eigenes behalten</translation>
    </message>
    <message>
        <source>Take theirs</source>
        <translation>Fremdes übernehmen</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>Eigenes</translation>
    </message>
    <message>
        <source>Theirs</source>
        <translation>Fremdes</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>{number} von {count}</translation>
    </message>
</context>
<context>
    <name>Connect</name>
    <message>
        <source>Check the address and your network, then try again.</source>
        <translation>Adresse und Netz prüfen, dann noch einmal versuchen.</translation>
    </message>
    <message>
        <source>Wait a moment, then try again.</source>
        <translation>Einen Moment warten, dann noch einmal versuchen.</translation>
    </message>
    <message>
        <source>Something between here and the server answers in its place. Is there a network to sign in to? Try again then.</source>
        <translation>Etwas zwischen hier und dem Server antwortet an seiner Stelle. Gibt es ein Netz, an dem man sich anmelden muss? Danach noch einmal versuchen.</translation>
    </message>
    <message>
        <source>Is there a network to sign in to, or something that reads along?</source>
        <translation>Gibt es ein Netz, an dem man sich anmelden muss, oder liest etwas mit?</translation>
    </message>
    <message>
        <source>Unlock the system&apos;s keyring, then try again.</source>
        <translation>Den Schlüsselbund des Systems entsperren, dann noch einmal versuchen.</translation>
    </message>
</context>
<context>
    <name>ConnectSheet</name>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Fill in e-mail and password.</source>
        <translation>Bitte E-Mail-Adresse und Passwort eingeben.</translation>
    </message>
    <message>
        <source>Fill in the e-mail and the password that the new account shall have.</source>
        <translation>Bitte E-Mail-Adresse und Passwort für das neue Konto eingeben.</translation>
    </message>
    <message>
        <source>Fill in the e-mail to send the code to.</source>
        <translation>Bitte die E-Mail-Adresse eingeben, an die der Code gehen soll.</translation>
    </message>
    <message>
        <source>Fill in the code that came by e-mail.</source>
        <translation>Bitte den Code eingeben, der per E-Mail kam.</translation>
    </message>
    <message>
        <source>You are signed in. Go back to Lightbox.</source>
        <translation>Die Anmeldung hat geklappt. Jetzt geht es in Lightbox weiter.</translation>
    </message>
    <message>
        <source>Go on in your browser</source>
        <translation>Weiter im Browser</translation>
    </message>
    <message>
        <source>Lightbox waits until you have signed in there.</source>
        <translation>Lightbox wartet, bis dort die Anmeldung abgeschlossen ist.</translation>
    </message>
    <message>
        <source>Confirm your e-mail</source>
        <translation>E-Mail-Adresse bestätigen</translation>
    </message>
    <message>
        <source>Open the link that was sent to %1, then come back and sign in.</source>
        <translation>Den Link öffnen, der an %1 geschickt wurde, dann hier anmelden.</translation>
    </message>
</context>
<context>
    <name>CornerPanel</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>EmptyStates</name>
    <message>
        <source>Opening your library…</source>
        <translation>Die Mediathek wird geöffnet…</translation>
    </message>
    <message>
        <source>This takes a moment the first time.</source>
        <translation>Beim ersten Mal dauert das einen Augenblick.</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>No asset here fits the search and the chosen filters.</source>
        <translation>Zur Suche und zu den gewählten Filtern passt hier kein Medium.</translation>
    </message>
    <message>
        <source>Clear all</source>
        <translation>Alle löschen</translation>
    </message>
    <message>
        <source>Your library is empty</source>
        <translation>Die Mediathek ist leer</translation>
    </message>
    <message>
        <source>Drop pictures or folders here. Their prompts, models and seeds are read from them.</source>
        <translation>Bilder oder Ordner hierher ziehen. Prompt, Modell und Seed werden aus den Dateien gelesen.</translation>
    </message>
    <message>
        <source>You are signed out</source>
        <translation>Nicht angemeldet</translation>
    </message>
    <message>
        <source>Sign in again to fetch your library from the server.</source>
        <translation>Wieder anmelden, um die Mediathek vom Server zu holen.</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>Anmelden…</translation>
    </message>
    <message>
        <source>Fetching your library…</source>
        <translation>Die Mediathek wird geholt…</translation>
    </message>
    <message>
        <source>The newest assets appear here in a moment.</source>
        <translation>Gleich erscheinen hier die neuesten Medien.</translation>
    </message>
    <message>
        <source>Nothing has come yet</source>
        <translation>Noch ist nichts da</translation>
    </message>
    <message>
        <source>Your library is fetched as soon as the server can be reached. You can import meanwhile.</source>
        <translation>Die Mediathek wird geholt, sobald der Server erreichbar ist. Importieren geht schon jetzt.</translation>
    </message>
    <message>
        <source>Import files…</source>
        <translation>Dateien importieren…</translation>
    </message>
    <message>
        <source>No favorites yet</source>
        <translation>Noch keine Favoriten</translation>
    </message>
    <message>
        <source>Press F on an asset, or click the heart on its tile.</source>
        <translation>Auf einem Medium F drücken oder das Herz auf seiner Kachel anklicken.</translation>
    </message>
    <message>
        <source>Show all assets</source>
        <translation>Alle Medien zeigen</translation>
    </message>
    <message>
        <source>Nothing from the last two weeks</source>
        <translation>Nichts aus den letzten zwei Wochen</translation>
    </message>
    <message>
        <source>Assets made in the last 14 days stand here.</source>
        <translation>Hier steht, was in den letzten 14 Tagen entstanden ist.</translation>
    </message>
    <message>
        <source>The Trash is empty</source>
        <translation>Der Papierkorb ist leer</translation>
    </message>
    <message>
        <source>What you delete waits here for 30 days and can be restored.</source>
        <translation>Gelöschtes bleibt 30 Tage hier und lässt sich wiederherstellen.</translation>
    </message>
    <message>
        <source>This collection is empty</source>
        <translation>Diese Sammlung ist leer</translation>
    </message>
    <message>
        <source>Drag assets onto its name, or press L on a selection.</source>
        <translation>Medien auf ihren Namen ziehen oder bei einer Auswahl L drücken.</translation>
    </message>
    <message>
        <source>Nothing is waiting</source>
        <translation>Nichts wartet</translation>
    </message>
    <message>
        <source>Every edit and file has reached the server.</source>
        <translation>Alle Änderungen und Dateien sind auf dem Server angekommen.</translation>
    </message>
    <message>
        <source>Nothing is on this machine only</source>
        <translation>Nichts ist nur auf diesem Rechner</translation>
    </message>
    <message>
        <source>The server knows every asset of this library.</source>
        <translation>Der Server kennt jedes Medium dieser Mediathek.</translation>
    </message>
    <message>
        <source>No conflicts</source>
        <translation>Keine Konflikte</translation>
    </message>
    <message>
        <source>Nothing was changed here and elsewhere at once.</source>
        <translation>Nichts wurde zugleich hier und anderswo geändert.</translation>
    </message>
</context>
<context>
    <name>Furniture</name>
    <message>
        <source>Upload them</source>
        <translation>Hochladen</translation>
    </message>
    <message>
        <source>Copying the library of this machine</source>
        <translation>Mediathek dieses Rechners wird kopiert</translation>
    </message>
    <message>
        <source>%1 copied</source>
        <translation>%1 kopiert</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Undone: %1</source>
        <translation>Rückgängig gemacht: %1</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Undo: %1</source>
        <translation>Rückgängig: %1</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Redo: %1</source>
        <translation>Wiederholen: %1</translation>
    </message>
</context>
<context>
    <name>GridScrollBar</name>
    <message>
        <source>Scroll</source>
        <translation>Blättern</translation>
    </message>
</context>
<context>
    <name>GridView</name>
    <message>
        <source>Asset</source>
        <translation>Medium</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>Video</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Favorite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>Waiting to sync</source>
        <translation>Wartet auf Abgleich</translation>
    </message>
    <message>
        <source>Has a problem</source>
        <translation>Hat ein Problem</translation>
    </message>
    <message>
        <source>Has a conflict</source>
        <translation>Hat einen Konflikt</translation>
    </message>
    <message>
        <source>On this machine only</source>
        <translation>Nur auf diesem Rechner</translation>
    </message>
    <message>
        <source>On this machine only, waiting to upload</source>
        <translation>Nur auf diesem Rechner, Hochladen steht aus</translation>
    </message>
    <message>
        <source>Not on this machine</source>
        <translation>Nicht auf diesem Rechner</translation>
    </message>
    <message>
        <source>The file is missing</source>
        <translation>Die Datei fehlt</translation>
    </message>
    <message>
        <source>Drop to import</source>
        <translation>Zum Importieren loslassen</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Assets</source>
        <translation>Medien</translation>
    </message>
</context>
<context>
    <name>Groups</name>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Asset</source>
        <translation>Medium</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Go</source>
        <translation>Gehe zu</translation>
    </message>
    <message>
        <source>Sync</source>
        <translation>Abgleich</translation>
    </message>
    <message>
        <source>Sort</source>
        <translation>Sortieren</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
</context>
<context>
    <name>ImportController</name>
    <message>
        <source>There is nothing on the clipboard to import</source>
        <translation>In der Zwischenablage ist nichts zum Importieren</translation>
    </message>
</context>
<context>
    <name>ImportSheet</name>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Import files</source>
        <translation>Dateien importieren</translation>
    </message>
    <message>
        <source>Nothing here can be imported</source>
        <translation>Hier lässt sich nichts importieren</translation>
    </message>
    <message>
        <source>Lightbox keeps images and videos.</source>
        <translation>Lightbox verwaltet Bilder und Videos.</translation>
    </message>
    <message numerus="yes">
        <source>%1 file(s) already in the library</source>
        <translation>
            <numerusform>%1 Datei ist schon in der Mediathek</numerusform>
            <numerusform>%1 Dateien sind schon in der Mediathek</numerusform>
        </translation>
    </message>
    <message>
        <source>Skip them</source>
        <translation>Überspringen</translation>
    </message>
    <message>
        <source>Keep both</source>
        <translation>Beide behalten</translation>
    </message>
    <message>
        <source>Originals</source>
        <translation>Originale</translation>
    </message>
    <message>
        <source>Copy into the library</source>
        <translation>In die Mediathek kopieren</translation>
    </message>
    <message>
        <source>Leave them where they are</source>
        <translation>Liegen lassen, wo sie sind</translation>
    </message>
    <message>
        <source>The library keeps its own copy of each file</source>
        <translation>Die Mediathek behält von jeder Datei eine eigene Kopie</translation>
    </message>
    <message>
        <source>A file that is moved or deleted later is missing here</source>
        <translation>Eine Datei, die später verschoben oder gelöscht wird, fehlt dann hier</translation>
    </message>
    <message numerus="yes">
        <source>%1 will not come in</source>
        <translation>
            <numerusform>%1 Datei lässt sich nicht importieren</numerusform>
            <numerusform>%1 Dateien lassen sich nicht importieren</numerusform>
        </translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message numerus="yes">
        <source>%1 image(s) and video(s)</source>
        <translation>
            <numerusform>%1 Bild oder Video</numerusform>
            <numerusform>%1 Bilder und Videos</numerusform>
        </translation>
    </message>
    <message>
        <source>Import %1</source>
        <translation>%1 importieren</translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>Mixed</source>
        <translation>Verschieden</translation>
    </message>
    <message>
        <source>Collection</source>
        <translation>Sammlung</translation>
    </message>
    <message>
        <source>Name of the new collection</source>
        <translation>Name der neuen Sammlung</translation>
    </message>
    <message>
        <source>Collection name</source>
        <translation>Name der Sammlung</translation>
    </message>
    <message>
        <source>Another collection</source>
        <translation>Andere Sammlung</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>New collection…</source>
        <translation>Neue Sammlung…</translation>
    </message>
    <message>
        <source>Show all with {value}</source>
        <translation>Alle mit {value} zeigen</translation>
    </message>
    <message>
        <source>Copy {name}</source>
        <translation>{name} kopieren</translation>
    </message>
    <message>
        <source>Show all with the same {name}</source>
        <translation>Alle mit gleichem Wert zeigen: {name}</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Erstellt</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>{count} of {total}</source>
        <translation>{count} von {total}</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nein</translation>
    </message>
    <message>
        <source>Favorite: {state}</source>
        <translation>Favorit: {state}</translation>
    </message>
    <message>
        <source>{count} assets</source>
        <translation>{count} Medien</translation>
    </message>
    <message>
        <source>· edits apply to all {count}</source>
        <translation>· Änderungen gelten für alle {count}</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Tags</translation>
    </message>
    <message>
        <source>Visibility</source>
        <translation>Sichtbarkeit</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Kategorie</translation>
    </message>
    <message>
        <source>Favorite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>Roleplay</source>
        <translation>Rollenspiel</translation>
    </message>
    <message>
        <source>conflict</source>
        <translation>Konflikt</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>waiting to sync</source>
        <translation>Abgleich steht aus</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Select an asset to see and edit what is known about it.</source>
        <translation>Ein Medium auswählen, um zu sehen und zu bearbeiten, was darüber bekannt ist.</translation>
    </message>
    <message>
        <source>{count} shown · {size}</source>
        <translation>{count} angezeigt · {size}</translation>
    </message>
    <message>
        <source>{count} more</source>
        <translation>{count} weitere</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Gesamt</translation>
    </message>
    <message>
        <source>In Trash</source>
        <translation>Im Papierkorb</translation>
    </message>
    <message>
        <source>Generator</source>
        <translation>Generator</translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation>Sampler</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>CFG scale</source>
        <translation>CFG-Skala</translation>
    </message>
    <message>
        <source>LoRAs</source>
        <translation>LoRAs</translation>
    </message>
    <message>
        <source>Model in file</source>
        <translation>Modell in der Datei</translation>
    </message>
    <message>
        <source>Seed in file</source>
        <translation>Seed in der Datei</translation>
    </message>
    <message>
        <source>File name</source>
        <translation>Dateiname</translation>
    </message>
    <message>
        <source>Lies in</source>
        <translation>Liegt in</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>Bytes</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>Hinzugefügt</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Besitzer</translation>
    </message>
    <message>
        <source>Stored as</source>
        <translation>Abgelegt als</translation>
    </message>
    <message>
        <source>Thumbnail</source>
        <translation>Vorschaubild</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>untitled</source>
        <translation>ohne Titel</translation>
    </message>
    <message>
        <source>Open {name} in the viewer</source>
        <translation>{name} im Betrachter öffnen</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Negative</source>
        <translation>Negativ</translation>
    </message>
    <message>
        <source>Same</source>
        <translation>Gleiche</translation>
    </message>
    <message>
        <source>Show all with the same prompt</source>
        <translation>Alle mit dem gleichen Prompt zeigen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy prompt</source>
        <translation>Prompt kopieren</translation>
    </message>
    <message>
        <source>Copy negative prompt</source>
        <translation>Negativen Prompt kopieren</translation>
    </message>
    <message>
        <source>No prompt is known.</source>
        <translation>Kein Prompt bekannt.</translation>
    </message>
    <message>
        <source>Negative prompt</source>
        <translation>Negativer Prompt</translation>
    </message>
    <message>
        <source>Scene</source>
        <translation>Szene</translation>
    </message>
    <message>
        <source>Character</source>
        <translation>Figur</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>{value}, suggestion {number} of {total}</source>
        <translation>{value}, Vorschlag {number} von {total}</translation>
    </message>
    <message>
        <source>Suggestions</source>
        <translation>Vorschläge</translation>
    </message>
    <message>
        <source>New: “{name}”</source>
        <translation>Neu: „{name}“</translation>
    </message>
    <message>
        <source>Tag {tag}, on {count} of {total}</source>
        <translation>Tag {tag}, bei {count} von {total}</translation>
    </message>
    <message>
        <source>Tag {tag}</source>
        <translation>Tag {tag}</translation>
    </message>
    <message>
        <source>Delete takes it away</source>
        <translation>Entf nimmt es weg</translation>
    </message>
    <message>
        <source>Add tag</source>
        <translation>Tag hinzufügen</translation>
    </message>
    <message>
        <source>Show more tags</source>
        <translation>Mehr Tags zeigen</translation>
    </message>
    <message>
        <source>These tags have a form that cannot be edited here.</source>
        <translation>Diese Tags haben eine Form, die sich hier nicht bearbeiten lässt.</translation>
    </message>
    <message>
        <source>{count} more…</source>
        <translation>{count} weitere…</translation>
    </message>
    <message>
        <source>Add tag…</source>
        <translation>Tag hinzufügen…</translation>
    </message>
    <message>
        <source>Add tag to {total}…</source>
        <translation>Tag zu {total} hinzufügen…</translation>
    </message>
    <message>
        <source>Add title…</source>
        <translation>Titel hinzufügen…</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>d MMM yyyy, HH:mm</source>
        <translation>d. MMM yyyy, HH:mm</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <translation>d. MMM yyyy</translation>
    </message>
    <message>
        <source>Private</source>
        <translation>Privat</translation>
    </message>
    <message>
        <source>Shared</source>
        <translation>Geteilt</translation>
    </message>
    <message>
        <source>Public</source>
        <translation>Öffentlich</translation>
    </message>
    <message>
        <source>not on this machine</source>
        <translation>nicht auf diesem Rechner</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>left where it is</source>
        <translation>am ursprünglichen Ort</translation>
    </message>
    <message>
        <source>{fields} edited offline, waiting to sync</source>
        <translation>{fields} offline bearbeitet, wartet auf Abgleich</translation>
    </message>
</context>
<context>
    <name>KeepingSheet</name>
    <message>
        <source>Originals on this machine</source>
        <translation>Originale auf diesem Rechner</translation>
    </message>
    <message>
        <source> GB</source>
        <translation> GB</translation>
    </message>
    <message>
        <source>Room for originals, in gigabytes</source>
        <translation>Platz für Originale, in Gigabyte</translation>
    </message>
    <message>
        <source>On demand</source>
        <translation>Bei Bedarf</translation>
    </message>
    <message>
        <source>An original is fetched when it is opened or copied, and stays.</source>
        <translation>Ein Original wird geholt, wenn es geöffnet oder kopiert wird, und bleibt.</translation>
    </message>
    <message>
        <source>Up to</source>
        <translation>Bis zu</translation>
    </message>
    <message>
        <source>The newest, and those that were opened last, as far as they fit.</source>
        <translation>Die neuesten und die zuletzt geöffneten, soweit sie passen.</translation>
    </message>
    <message>
        <source>All offline</source>
        <translation>Alle offline</translation>
    </message>
    <message>
        <source>Everything can be opened without a connection.</source>
        <translation>Alles lässt sich ohne Verbindung öffnen.</translation>
    </message>
    <message>
        <source>Up to a number of gigabytes</source>
        <translation>Bis zu einer Zahl von Gigabyte</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Counting what is here…</source>
        <translation>Es wird gezählt, was hier ist…</translation>
    </message>
</context>
<context>
    <name>KeysSheet</name>
    <message>
        <source>View</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Leertaste</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>Bewegen</translation>
    </message>
    <message>
        <source>Arrows</source>
        <translation>Pfeile</translation>
    </message>
    <message>
        <source>Select a range</source>
        <translation>Bereich auswählen</translation>
    </message>
    <message>
        <source>Shift+Arrows</source>
        <translation>Umschalt+Pfeile</translation>
    </message>
    <message>
        <source>First, last</source>
        <translation>Erstes, letztes</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>Pos1</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>Tile size</source>
        <translation>Kachelgröße</translation>
    </message>
    <message>
        <source>Ctrl+Wheel</source>
        <translation>Strg+Mausrad</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Previous, next</source>
        <translation>Vorheriges, nächstes</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Links</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Rechts</translation>
    </message>
    <message>
        <source>Fit, actual pixels</source>
        <translation>Einpassen, Originalgröße</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoomen</translation>
    </message>
    <message>
        <source>Move the picture</source>
        <translation>Bild verschieben</translation>
    </message>
    <message>
        <source>Slideshow</source>
        <translation>Diashow</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>Abspielen oder anhalten</translation>
    </message>
    <message>
        <source>Frame back, frame on</source>
        <translation>Ein Einzelbild zurück, vor</translation>
    </message>
    <message>
        <source>Seek in the video</source>
        <translation>Im Video springen</translation>
    </message>
    <message>
        <source>Shift+Left, Right</source>
        <translation>Umschalt+Links, Rechts</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Lautstärke</translation>
    </message>
    <message>
        <source>Shift+Up, Down</source>
        <translation>Umschalt+Auf, Ab</translation>
    </message>
    <message>
        <source>Mute, repeat</source>
        <translation>Stumm, wiederholen</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>In the grid</source>
        <translation>Im Raster</translation>
    </message>
    <message>
        <source>In the viewer</source>
        <translation>Im Betrachter</translation>
    </message>
</context>
<context>
    <name>LineEdits</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Filter tags</source>
        <translation>Tags filtern</translation>
    </message>
</context>
<context>
    <name>LineView</name>
    <message>
        <source>Filters</source>
        <translation>Filter</translation>
    </message>
</context>
<context>
    <name>LoadBar</name>
    <message>
        <source>How much of your library is here</source>
        <translation>Wie viel der Mediathek hier ist</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Making the sample library</source>
        <translation>Die Beispielmediathek wird erstellt</translation>
    </message>
</context>
<context>
    <name>MergeBar</name>
    <message>
        <source>Merge into</source>
        <translation>Zusammenführen mit</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>Zusammenführen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message numerus="yes">
        <source>Merge %1 tag(s) into</source>
        <translation>
            <numerusform>%1 Tag zusammenführen mit</numerusform>
            <numerusform>%1 Tags zusammenführen mit</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Orders</name>
    <message>
        <source>Newest first</source>
        <translation>Neueste zuerst</translation>
    </message>
    <message>
        <source>Oldest first</source>
        <translation>Älteste zuerst</translation>
    </message>
    <message>
        <source>Last added</source>
        <translation>Zuletzt hinzugefügt</translation>
    </message>
    <message>
        <source>Last changed</source>
        <translation>Zuletzt geändert</translation>
    </message>
    <message>
        <source>Title A to Z</source>
        <translation>Titel A bis Z</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Largest files</source>
        <translation>Größte Dateien</translation>
    </message>
    <message>
        <source>Most pixels</source>
        <translation>Meiste Pixel</translation>
    </message>
    <message>
        <source>Longest</source>
        <translation>Längste</translation>
    </message>
</context>
<context>
    <name>ProblemList</name>
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
</context>
<context>
    <name>ProblemsPanel</name>
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the selected problems, or all of them, as text</source>
        <translation>Die ausgewählten oder alle Probleme als Text kopieren</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Empty this list</source>
        <translation>Diese Liste leeren</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>ProblemsPart</name>
    <message>
        <source>Problems of sync</source>
        <translation>Probleme beim Abgleich</translation>
    </message>
    <message>
        <source>Retry all</source>
        <translation>Alle erneut senden</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Erneut senden</translation>
    </message>
    <message>
        <source>Revert all</source>
        <translation>Alle zurücknehmen</translation>
    </message>
    <message>
        <source>Revert</source>
        <translation>Zurücknehmen</translation>
    </message>
    <message>
        <source>Send it to the server again</source>
        <translation>Noch einmal an den Server senden</translation>
    </message>
    <message>
        <source>Give the refused edit up and take the server&apos;s value</source>
        <translation>Die abgelehnte Änderung aufgeben und den Wert des Servers übernehmen</translation>
    </message>
</context>
<context>
    <name>ProjectPage</name>
    <message>
        <source>Connect a Supabase project</source>
        <translation>Supabase-Projekt verbinden</translation>
    </message>
    <message>
        <source>Your library is mirrored on this machine and works offline. Lightbox speaks to the project as you alone: it takes the public key, never a service key.</source>
        <translation>Die Mediathek wird auf diesen Rechner gespiegelt und geht auch ohne Netz. Lightbox spricht mit dem Projekt nur im Namen des angemeldeten Kontos: Es nimmt den öffentlichen Schlüssel, nie einen Service-Schlüssel.</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Project URL</source>
        <translation>Projekt-URL</translation>
    </message>
    <message>
        <source>Publishable or anon key</source>
        <translation>Publishable- oder Anon-Schlüssel</translation>
    </message>
    <message>
        <source>sb_publishable_… or eyJ…</source>
        <translation>sb_publishable_… oder eyJ…</translation>
    </message>
</context>
<context>
    <name>RecentSearches</name>
    <message>
        <source>No recent searches</source>
        <translation>Noch keine Suchen</translation>
    </message>
</context>
<context>
    <name>RemovalsQuestion</name>
    <message>
        <source>Assets are gone on the server</source>
        <translation>Auf dem Server fehlen Medien</translation>
    </message>
    <message>
        <source>Was that meant?</source>
        <translation>War das so gewollt?</translation>
    </message>
    <message>
        <source>Nothing is removed here before you have answered. What you remove can be restored for 30 days under “Removed elsewhere”.</source>
        <translation>Vor der Antwort wird hier nichts entfernt. Entferntes lässt sich 30 Tage lang unter „Anderswo entfernt“ wiederherstellen.</translation>
    </message>
    <message>
        <source>Decide later</source>
        <translation>Später entscheiden</translation>
    </message>
    <message>
        <source>Keep and upload them again</source>
        <translation>Behalten und wieder hochladen</translation>
    </message>
    <message>
        <source>Remove them here</source>
        <translation>Hier entfernen</translation>
    </message>
</context>
<context>
    <name>RemovedPanel</name>
    <message>
        <source>Removed elsewhere</source>
        <translation>Anderswo entfernt</translation>
    </message>
    <message>
        <source>These were removed on the server or on another machine. They can be restored for 30 days; where the original is not here, only what is known of it comes back.</source>
        <translation>Dies wurde auf dem Server oder einem anderen Rechner entfernt und lässt sich 30 Tage lang wiederherstellen. Wo das Original nicht hier ist, kommt nur zurück, was darüber bekannt ist.</translation>
    </message>
    <message>
        <source>Nothing was removed elsewhere.</source>
        <translation>Anderswo wurde nichts entfernt.</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Bring the selected assets back, here and on the server</source>
        <translation>Die ausgewählten Medien zurückholen, hier und auf dem Server</translation>
    </message>
    <message>
        <source>Restore all</source>
        <translation>Alle wiederherstellen</translation>
    </message>
    <message>
        <source>Removed {time} · the original is here</source>
        <translation>Entfernt {time} · das Original ist hier</translation>
    </message>
    <message>
        <source>Removed {time} · the original is not here</source>
        <translation>Entfernt {time} · das Original ist nicht hier</translation>
    </message>
    <message>
        <source>No title</source>
        <translation>Ohne Titel</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>excluded</source>
        <translation>ausgeschlossen</translation>
    </message>
    <message>
        <source>included</source>
        <translation>eingeschlossen</translation>
    </message>
    <message>
        <source>Remove {chip}</source>
        <translation>{chip} entfernen</translation>
    </message>
    <message>
        <source>Recent searches</source>
        <translation>Letzte Suchen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search prompts, titles and tags</source>
        <translation>Prompts, Titel und Tags durchsuchen</translation>
    </message>
    <message>
        <source>Clear search</source>
        <translation>Suche löschen</translation>
    </message>
    <message numerus="yes">
        <source>%1 result(s)</source>
        <translation>
            <numerusform>%1 Treffer</numerusform>
            <numerusform>%1 Treffer</numerusform>
        </translation>
    </message>
    <message>
        <source>{count} ms</source>
        <translation>{count} ms</translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message>
        <source>Something went wrong</source>
        <translation>Etwas ist schiefgegangen</translation>
    </message>
    <message>
        <source>This is a mistake in Lightbox. It was written to the log; nothing is lost.</source>
        <translation>Das ist ein Fehler in Lightbox. Er steht im Protokoll; verloren ist nichts.</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>It was called off before it was done.</source>
        <translation>Der Vorgang wurde vor seinem Ende abgebrochen.</translation>
    </message>
    <message>
        <source>The library was damaged</source>
        <translation>Die Mediathek war beschädigt</translation>
    </message>
    <message>
        <source>There was no backup, so its catalog was begun anew; the pictures it holds are imported again. The damaged one is kept as {aside}.</source>
        <translation>Es gab keine Sicherung, deshalb wurde der Katalog neu begonnen; die vorhandenen Bilder werden wieder importiert. Der beschädigte liegt noch als {aside} da.</translation>
    </message>
    <message>
        <source>The library is busy</source>
        <translation>Die Mediathek ist beschäftigt</translation>
    </message>
    <message>
        <source>Another program is using it just now. Try again.</source>
        <translation>Ein anderes Programm benutzt sie gerade. Bitte noch einmal versuchen.</translation>
    </message>
    <message>
        <source>The library cannot be opened</source>
        <translation>Die Mediathek lässt sich nicht öffnen</translation>
    </message>
    <message>
        <source>Check that its folder is there and that you may read and write in it.</source>
        <translation>Ist ihr Ordner vorhanden, und darf darin gelesen und geschrieben werden?</translation>
    </message>
    <message>
        <source>The library is closed</source>
        <translation>Die Mediathek ist geschlossen</translation>
    </message>
    <message>
        <source>Open it again to go on.</source>
        <translation>Zum Weiterarbeiten wieder öffnen.</translation>
    </message>
    <message>
        <source>The library is damaged</source>
        <translation>Die Mediathek ist beschädigt</translation>
    </message>
    <message>
        <source>Its catalog cannot be read. Quit and open Lightbox again: it then restores the newest backup.</source>
        <translation>Ihr Katalog ist nicht lesbar. Lightbox beenden und neu öffnen: Dann wird die neueste Sicherung wiederhergestellt.</translation>
    </message>
    <message>
        <source>The disk did not answer</source>
        <translation>Der Datenträger antwortet nicht</translation>
    </message>
    <message>
        <source>The library could not be read or written. Is its disk still connected?</source>
        <translation>Die Mediathek konnte nicht gelesen oder geschrieben werden. Ist ihr Datenträger noch angeschlossen?</translation>
    </message>
    <message>
        <source>The disk is full</source>
        <translation>Der Datenträger ist voll</translation>
    </message>
    <message>
        <source>Make some room and try again. Nothing was changed.</source>
        <translation>Bitte Platz schaffen und noch einmal versuchen. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>This library is open already</source>
        <translation>Diese Mediathek ist schon geöffnet</translation>
    </message>
    <message>
        <source>Another Lightbox is using it and does not answer; it may be a command at work. It opens here as soon as that one is done.</source>
        <translation>Ein anderes Lightbox benutzt sie und antwortet nicht; vielleicht arbeitet gerade ein Befehl. Sobald es fertig ist, öffnet sie sich hier.</translation>
    </message>
    <message>
        <source>This library is newer than this Lightbox</source>
        <translation>Diese Mediathek ist neuer als dieses Lightbox</translation>
    </message>
    <message>
        <source>A newer version made it. Update Lightbox to open it; nothing was changed.</source>
        <translation>Eine neuere Version hat sie angelegt. Zum Öffnen Lightbox aktualisieren; nichts wurde geändert.</translation>
    </message>
    <message>
        <source>This library belongs to another account</source>
        <translation>Diese Mediathek gehört zu einem anderen Konto</translation>
    </message>
    <message>
        <source>Sign in with the account that it was made with.</source>
        <translation>Bitte mit dem Konto anmelden, mit dem sie angelegt wurde.</translation>
    </message>
    <message>
        <source>The library cannot be changed</source>
        <translation>Die Mediathek lässt sich nicht ändern</translation>
    </message>
    <message>
        <source>Its folder is write-protected.</source>
        <translation>Ihr Ordner ist schreibgeschützt.</translation>
    </message>
    <message>
        <source>The backup of {backup_at} was restored. The damaged catalog is kept as {aside}.</source>
        <translation>Die Sicherung vom {backup_at} wurde wiederhergestellt. Der beschädigte Katalog liegt noch als {aside} da.</translation>
    </message>
    <message>
        <source>The collection is gone</source>
        <translation>Die Sammlung ist weg</translation>
    </message>
    <message>
        <source>It was deleted meanwhile. Nothing was changed.</source>
        <translation>Sie wurde inzwischen gelöscht. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>No name</source>
        <translation>Kein Name</translation>
    </message>
    <message>
        <source>A collection needs a name.</source>
        <translation>Eine Sammlung braucht einen Namen.</translation>
    </message>
    <message>
        <source>What was exported so far is complete.</source>
        <translation>Was bisher exportiert wurde, ist vollständig.</translation>
    </message>
    <message>
        <source>The folder cannot be used</source>
        <translation>Der Ordner ist nicht benutzbar</translation>
    </message>
    <message>
        <source>It cannot be made or written to. {reason}</source>
        <translation>Er lässt sich nicht anlegen oder beschreiben. {reason}</translation>
    </message>
    <message>
        <source>The file is not on this machine</source>
        <translation>Die Datei ist nicht auf diesem Rechner</translation>
    </message>
    <message>
        <source>It was not exported.</source>
        <translation>Sie wurde nicht exportiert.</translation>
    </message>
    <message>
        <source>The file could not be written</source>
        <translation>Die Datei konnte nicht geschrieben werden</translation>
    </message>
    <message>
        <source>It was not exported. {reason}</source>
        <translation>Sie wurde nicht exportiert. {reason}</translation>
    </message>
    <message>
        <source>The file was changing</source>
        <translation>Die Datei änderte sich gerade</translation>
    </message>
    <message>
        <source>Another program wrote to it while it was read. Try again.</source>
        <translation>Ein anderes Programm schrieb hinein, während sie gelesen wurde. Bitte noch einmal versuchen.</translation>
    </message>
    <message>
        <source>The file cannot be opened</source>
        <translation>Die Datei lässt sich nicht öffnen</translation>
    </message>
    <message>
        <source>Reading it failed badly; the file is probably damaged.</source>
        <translation>Das Lesen ist schwer gescheitert; wahrscheinlich ist die Datei beschädigt.</translation>
    </message>
    <message>
        <source>The file is damaged</source>
        <translation>Die Datei ist beschädigt</translation>
    </message>
    <message>
        <source>It looks like a picture or video but cannot be read.</source>
        <translation>Sie sieht nach Bild oder Video aus, ist aber nicht lesbar.</translation>
    </message>
    <message>
        <source>There is no room for a copy of this file.</source>
        <translation>Für eine Kopie dieser Datei ist kein Platz.</translation>
    </message>
    <message>
        <source>The file is empty</source>
        <translation>Die Datei ist leer</translation>
    </message>
    <message>
        <source>There is nothing in it.</source>
        <translation>Es steht nichts darin.</translation>
    </message>
    <message>
        <source>Not an image or video</source>
        <translation>Kein Bild oder Video</translation>
    </message>
    <message>
        <source>Lightbox keeps images and videos only.</source>
        <translation>Lightbox verwaltet nur Bilder und Videos.</translation>
    </message>
    <message>
        <source>The file could not be copied</source>
        <translation>Die Datei konnte nicht kopiert werden</translation>
    </message>
    <message>
        <source>The library&apos;s folder cannot be written to. {reason}</source>
        <translation>Der Ordner der Mediathek lässt sich nicht beschreiben. {reason}</translation>
    </message>
    <message>
        <source>Reading took too long</source>
        <translation>Das Lesen dauerte zu lange</translation>
    </message>
    <message>
        <source>Lightbox gave up on this file so that the rest could go on.</source>
        <translation>Lightbox hat diese Datei aufgegeben, damit es mit den anderen weitergeht.</translation>
    </message>
    <message>
        <source>The file is too large</source>
        <translation>Die Datei ist zu groß</translation>
    </message>
    <message>
        <source>An image may have at most {limit_bytes}.</source>
        <translation>Ein Bild darf höchstens {limit_bytes} haben.</translation>
    </message>
    <message>
        <source>The image is too large</source>
        <translation>Das Bild ist zu groß</translation>
    </message>
    <message>
        <source>It has more pixels than can be shown safely.</source>
        <translation>Es hat mehr Pixel, als sich sicher anzeigen lassen.</translation>
    </message>
    <message>
        <source>The file cannot be read</source>
        <translation>Die Datei ist nicht lesbar</translation>
    </message>
    <message>
        <source>The system does not allow it. {reason}</source>
        <translation>Das System erlaubt es nicht. {reason}</translation>
    </message>
    <message>
        <source>Unknown format</source>
        <translation>Unbekanntes Format</translation>
    </message>
    <message>
        <source>This kind of image or video cannot be read here.</source>
        <translation>Diese Art von Bild oder Video lässt sich hier nicht lesen.</translation>
    </message>
    <message>
        <source>The file is gone</source>
        <translation>Die Datei ist weg</translation>
    </message>
    <message>
        <source>It was moved or deleted before it could be read.</source>
        <translation>Sie wurde verschoben oder gelöscht, bevor sie gelesen werden konnte.</translation>
    </message>
    <message>
        <source>There is no library</source>
        <translation>Hier ist keine Mediathek</translation>
    </message>
    <message>
        <source>Nothing was found in {folder}.</source>
        <translation>In {folder} wurde nichts gefunden.</translation>
    </message>
    <message>
        <source>Not a date</source>
        <translation>Kein Datum</translation>
    </message>
    <message>
        <source>“{value}” is not a date. Write 2025, 2025-08 or 2025-08-30.</source>
        <translation>„{value}“ ist kein Datum. Möglich sind 2025, 2025-08 oder 2025-08-30.</translation>
    </message>
    <message>
        <source>Not a number</source>
        <translation>Keine Zahl</translation>
    </message>
    <message>
        <source>“{value}” is not a number that {key}: can be compared with.</source>
        <translation>„{value}“ ist keine Zahl, mit der sich {key}: vergleichen lässt.</translation>
    </message>
    <message>
        <source>Not a ratio</source>
        <translation>Kein Seitenverhältnis</translation>
    </message>
    <message>
        <source>“{value}” is not a ratio. Write portrait, landscape, square or 16:9.</source>
        <translation>„{value}“ ist kein Seitenverhältnis. Möglich sind portrait, landscape, square oder 16:9.</translation>
    </message>
    <message>
        <source>Not a seed</source>
        <translation>Kein Seed</translation>
    </message>
    <message>
        <source>“{value}” is not a seed: seeds are whole numbers.</source>
        <translation>„{value}“ ist kein Seed: Seeds sind ganze Zahlen.</translation>
    </message>
    <message>
        <source>Something is missing</source>
        <translation>Etwas fehlt</translation>
    </message>
    <message>
        <source>OR needs something to find on both sides.</source>
        <translation>OR braucht auf beiden Seiten etwas zum Suchen.</translation>
    </message>
    <message>
        <source>Write what to look for after {key}:</source>
        <translation>Nach {key}: angeben, was gesucht wird.</translation>
    </message>
    <message>
        <source>Too many parentheses</source>
        <translation>Zu viele Klammern</translation>
    </message>
    <message>
        <source>Parentheses go no deeper than {limit}.</source>
        <translation>Klammern gehen nicht tiefer als {limit}.</translation>
    </message>
    <message>
        <source>The search is too long</source>
        <translation>Die Suche ist zu lang</translation>
    </message>
    <message>
        <source>Only the first {limit} words are searched for.</source>
        <translation>Gesucht werden nur die ersten {limit} Wörter.</translation>
    </message>
    <message>
        <source>A parenthesis is missing</source>
        <translation>Eine Klammer fehlt</translation>
    </message>
    <message>
        <source>This parenthesis has no partner.</source>
        <translation>Diese Klammer hat kein Gegenstück.</translation>
    </message>
    <message>
        <source>A quotation mark is missing</source>
        <translation>Ein Anführungszeichen fehlt</translation>
    </message>
    <message>
        <source>The phrase goes up to the end of the search.</source>
        <translation>Die Wortfolge reicht bis zum Ende der Suche.</translation>
    </message>
    <message>
        <source>Unknown key</source>
        <translation>Unbekannter Schlüssel</translation>
    </message>
    <message>
        <source>There is nothing called {key}: to search in.</source>
        <translation>Ein Suchfeld {key}: gibt es nicht.</translation>
    </message>
    <message>
        <source>Unknown value</source>
        <translation>Unbekannter Wert</translation>
    </message>
    <message>
        <source>{key}: does not know “{value}”.</source>
        <translation>{key}: kennt „{value}“ nicht.</translation>
    </message>
    <message>
        <source>A saved search needs a name.</source>
        <translation>Eine gespeicherte Suche braucht einen Namen.</translation>
    </message>
    <message>
        <source>The file cannot be stored</source>
        <translation>Die Datei lässt sich nicht ablegen</translation>
    </message>
    <message>
        <source>The asset&apos;s id is not one that can name a file.</source>
        <translation>Die ID des Mediums eignet sich nicht als Dateiname.</translation>
    </message>
    <message>
        <source>No tag</source>
        <translation>Kein Tag</translation>
    </message>
    <message>
        <source>A tag needs at least one letter.</source>
        <translation>Ein Tag braucht mindestens einen Buchstaben.</translation>
    </message>
    <message numerus="yes">
        <source>Moved %1 asset(s) to Trash</source>
        <translation>
            <numerusform>%1 Medium in den Papierkorb verschoben</numerusform>
            <numerusform>%1 Medien in den Papierkorb verschoben</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Restored %1 asset(s) from Trash</source>
        <translation>
            <numerusform>%1 Medium aus dem Papierkorb wiederhergestellt</numerusform>
            <numerusform>%1 Medien aus dem Papierkorb wiederhergestellt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Added “{detail}” to %1 asset(s)</source>
        <translation>
            <numerusform>„{detail}“ zu %1 Medium hinzugefügt</numerusform>
            <numerusform>„{detail}“ zu %1 Medien hinzugefügt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Took “{detail}” from %1 asset(s)</source>
        <translation>
            <numerusform>„{detail}“ von %1 Medium entfernt</numerusform>
            <numerusform>„{detail}“ von %1 Medien entfernt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Renamed a tag to “{detail}” on %1 asset(s)</source>
        <translation>
            <numerusform>Ein Tag bei %1 Medium in „{detail}“ umbenannt</numerusform>
            <numerusform>Ein Tag bei %1 Medien in „{detail}“ umbenannt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Deleted the tag “{detail}” from %1 asset(s)</source>
        <translation>
            <numerusform>Das Tag „{detail}“ von %1 Medium gelöscht</numerusform>
            <numerusform>Das Tag „{detail}“ von %1 Medien gelöscht</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Changed the title of %1 asset(s) to “{detail}”</source>
        <translation>
            <numerusform>Den Titel von %1 Medium in „{detail}“ geändert</numerusform>
            <numerusform>Den Titel von %1 Medien in „{detail}“ geändert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Made %1 asset(s) {detail}</source>
        <translation>
            <numerusform>Sichtbarkeit von %1 Medium auf {detail} gesetzt</numerusform>
            <numerusform>Sichtbarkeit von %1 Medien auf {detail} gesetzt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Changed the category of %1 asset(s) to “{detail}”</source>
        <translation>
            <numerusform>Kategorie von %1 Medium in „{detail}“ geändert</numerusform>
            <numerusform>Kategorie von %1 Medien in „{detail}“ geändert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Moved %1 asset(s) to “{detail}”</source>
        <translation>
            <numerusform>%1 Medium nach „{detail}“ verschoben</numerusform>
            <numerusform>%1 Medien nach „{detail}“ verschoben</numerusform>
        </translation>
    </message>
    <message>
        <source>Created collection “{detail}”</source>
        <translation>Sammlung „{detail}“ angelegt</translation>
    </message>
    <message>
        <source>Renamed a collection to “{detail}”</source>
        <translation>Eine Sammlung in „{detail}“ umbenannt</translation>
    </message>
    <message>
        <source>Deleted collection “{detail}”</source>
        <translation>Sammlung „{detail}“ gelöscht</translation>
    </message>
    <message numerus="yes">
        <source>Added tags to %1 asset(s)</source>
        <translation>
            <numerusform>Tags zu %1 Medium hinzugefügt</numerusform>
            <numerusform>Tags zu %1 Medien hinzugefügt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Took tags from %1 asset(s)</source>
        <translation>
            <numerusform>Tags von %1 Medium entfernt</numerusform>
            <numerusform>Tags von %1 Medien entfernt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Renamed a tag on %1 asset(s)</source>
        <translation>
            <numerusform>Ein Tag bei %1 Medium umbenannt</numerusform>
            <numerusform>Ein Tag bei %1 Medien umbenannt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Deleted a tag from %1 asset(s)</source>
        <translation>
            <numerusform>Ein Tag von %1 Medium gelöscht</numerusform>
            <numerusform>Ein Tag von %1 Medien gelöscht</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Changed the tags of %1 asset(s)</source>
        <translation>
            <numerusform>Tags von %1 Medium geändert</numerusform>
            <numerusform>Tags von %1 Medien geändert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Changed the title of %1 asset(s)</source>
        <translation>
            <numerusform>Titel von %1 Medium geändert</numerusform>
            <numerusform>Titel von %1 Medien geändert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Changed favorite on %1 asset(s)</source>
        <translation>
            <numerusform>Favorit bei %1 Medium geändert</numerusform>
            <numerusform>Favorit bei %1 Medien geändert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Changed the visibility of %1 asset(s)</source>
        <translation>
            <numerusform>Sichtbarkeit von %1 Medium geändert</numerusform>
            <numerusform>Sichtbarkeit von %1 Medien geändert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Changed the category of %1 asset(s)</source>
        <translation>
            <numerusform>Kategorie von %1 Medium geändert</numerusform>
            <numerusform>Kategorie von %1 Medien geändert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Changed the collection of %1 asset(s)</source>
        <translation>
            <numerusform>Sammlung von %1 Medium geändert</numerusform>
            <numerusform>Sammlung von %1 Medien geändert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Changed the roleplay of %1 asset(s)</source>
        <translation>
            <numerusform>Rollenspiel von %1 Medium geändert</numerusform>
            <numerusform>Rollenspiel von %1 Medien geändert</numerusform>
        </translation>
    </message>
    <message>
        <source>Created a collection</source>
        <translation>Eine Sammlung angelegt</translation>
    </message>
    <message>
        <source>Renamed a collection</source>
        <translation>Eine Sammlung umbenannt</translation>
    </message>
    <message>
        <source>Deleted a collection</source>
        <translation>Eine Sammlung gelöscht</translation>
    </message>
    <message numerus="yes">
        <source>Changed %1 asset(s)</source>
        <translation>
            <numerusform>%1 Medium geändert</numerusform>
            <numerusform>%1 Medien geändert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 asset(s)</source>
        <translation>
            <numerusform>%1 Medium</numerusform>
            <numerusform>%1 Medien</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 more chosen value(s)</source>
        <translation>
            <numerusform>%1 weiterer gewählter Wert</numerusform>
            <numerusform>%1 weitere gewählte Werte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Imported %1 asset(s)</source>
        <translation>
            <numerusform>%1 Medium importiert</numerusform>
            <numerusform>%1 Medien importiert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 duplicate(s) skipped</source>
        <translation>
            <numerusform>%1 Duplikat übersprungen</numerusform>
            <numerusform>%1 Duplikate übersprungen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 missing original(s) found again</source>
        <translation>
            <numerusform>%1 vermisstes Original wiedergefunden</numerusform>
            <numerusform>%1 vermisste Originale wiedergefunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 still missing</source>
        <translation>
            <numerusform>%1 fehlt noch immer</numerusform>
            <numerusform>%1 fehlen noch immer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Exported %1 asset(s)</source>
        <translation>
            <numerusform>%1 Medium exportiert</numerusform>
            <numerusform>%1 Medien exportiert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 problem(s)</source>
        <translation>
            <numerusform>%1 Problem</numerusform>
            <numerusform>%1 Probleme</numerusform>
        </translation>
    </message>
    <message>
        <source>Import cancelled</source>
        <translation>Import abgebrochen</translation>
    </message>
    <message>
        <source>No original is missing</source>
        <translation>Kein Original fehlt</translation>
    </message>
    <message>
        <source>Export cancelled</source>
        <translation>Export abgebrochen</translation>
    </message>
    <message>
        <source>{added} before it was cancelled</source>
        <translation>{added}, dann abgebrochen</translation>
    </message>
    <message>
        <source>Nobody has signed in</source>
        <translation>Niemand ist angemeldet</translation>
    </message>
    <message>
        <source>Sign in to the project of this library first.</source>
        <translation>Bitte zuerst beim Projekt dieser Mediathek anmelden.</translation>
    </message>
    <message>
        <source>There are several accounts</source>
        <translation>Es gibt mehrere Konten</translation>
    </message>
    <message>
        <source>Choose the library to sync: {folders}</source>
        <translation>Bitte die Mediathek für den Abgleich wählen: {folders}</translation>
    </message>
    <message>
        <source>That is no project URL</source>
        <translation>Das ist keine Projekt-URL</translation>
    </message>
    <message>
        <source>A project URL looks like https://abcdefghijklmnopqrst.supabase.co; Supabase shows it under Project Settings, Data API.</source>
        <translation>Eine Projektadresse sieht aus wie https://abcdefghijklmnopqrst.supabase.co; Supabase zeigt sie unter Project Settings, Data API.</translation>
    </message>
    <message>
        <source>The connection would not be encrypted</source>
        <translation>Die Verbindung wäre nicht verschlüsselt</translation>
    </message>
    <message>
        <source>Use an address that begins with https. Plain http is for this machine.</source>
        <translation>Bitte eine Adresse verwenden, die mit https beginnt. Bloßes http geht nur auf diesem Rechner.</translation>
    </message>
    <message>
        <source>That is no key of a Supabase project</source>
        <translation>Das ist kein Schlüssel eines Supabase-Projekts</translation>
    </message>
    <message>
        <source>Take the publishable key (sb_publishable_…) or the anon key (eyJ…) from Project Settings, API Keys.</source>
        <translation>Gebraucht wird der Publishable-Schlüssel (sb_publishable_…) oder der Anon-Schlüssel (eyJ…) aus „Project Settings“, „API Keys“.</translation>
    </message>
    <message>
        <source>That is a secret key</source>
        <translation>Das ist ein geheimer Schlüssel</translation>
    </message>
    <message>
        <source>A secret or service key opens every user&apos;s data. Lightbox does not take it and has not kept it; use the publishable or anon key.</source>
        <translation>Ein geheimer oder Service-Schlüssel öffnet die Daten aller Konten. Lightbox nimmt ihn nicht und hat ihn nicht gespeichert; bitte den Publishable- oder Anon-Schlüssel verwenden.</translation>
    </message>
    <message>
        <source>The key belongs to another project</source>
        <translation>Der Schlüssel gehört zu einem anderen Projekt</translation>
    </message>
    <message>
        <source>Take address and key from the same project.</source>
        <translation>Adresse und Schlüssel müssen aus demselben Projekt stammen.</translation>
    </message>
    <message>
        <source>Wrong e-mail or password</source>
        <translation>E-Mail-Adresse oder Passwort falsch</translation>
    </message>
    <message>
        <source>E-mail and password do not belong together. Try again.</source>
        <translation>E-Mail-Adresse und Passwort passen nicht zusammen. Bitte noch einmal versuchen.</translation>
    </message>
    <message>
        <source>Wrong code</source>
        <translation>Falscher Code</translation>
    </message>
    <message>
        <source>The code is wrong or too old. Have a new one sent.</source>
        <translation>Der Code ist falsch oder zu alt. Bitte einen neuen schicken lassen.</translation>
    </message>
    <message>
        <source>The e-mail is not confirmed</source>
        <translation>Die E-Mail-Adresse ist nicht bestätigt</translation>
    </message>
    <message>
        <source>Open the link in the mail you got, then sign in.</source>
        <translation>Bitte den Link aus der Bestätigungs-E-Mail öffnen, dann anmelden.</translation>
    </message>
    <message>
        <source>The password is too weak</source>
        <translation>Das Passwort ist zu schwach</translation>
    </message>
    <message>
        <source>Choose a longer one, with letters and digits.</source>
        <translation>Bitte ein längeres mit Buchstaben und Ziffern wählen.</translation>
    </message>
    <message>
        <source>There is an account already</source>
        <translation>Es gibt schon ein Konto</translation>
    </message>
    <message>
        <source>Sign in with this e-mail instead.</source>
        <translation>Bitte mit dieser E-Mail-Adresse anmelden.</translation>
    </message>
    <message>
        <source>That is no e-mail address</source>
        <translation>Das ist keine E-Mail-Adresse</translation>
    </message>
    <message>
        <source>Check how it is written.</source>
        <translation>Bitte die Schreibweise prüfen.</translation>
    </message>
    <message>
        <source>Not offered there</source>
        <translation>Dort nicht angeboten</translation>
    </message>
    <message>
        <source>This project does not offer this way of signing in.</source>
        <translation>Dieses Projekt bietet diese Art der Anmeldung nicht an.</translation>
    </message>
    <message>
        <source>The account is locked</source>
        <translation>Das Konto ist gesperrt</translation>
    </message>
    <message>
        <source>Ask whoever runs the project.</source>
        <translation>Bitte bei denen nachfragen, die das Projekt betreiben.</translation>
    </message>
    <message>
        <source>The project asks for a captcha</source>
        <translation>Das Projekt verlangt ein Captcha</translation>
    </message>
    <message>
        <source>Choose to sign in with a provider in the browser.</source>
        <translation>Bitte über einen Anbieter im Browser anmelden.</translation>
    </message>
    <message>
        <source>The server refused</source>
        <translation>Der Server hat abgelehnt</translation>
    </message>
    <message>
        <source>It did not sign you in. Try again, or another way.</source>
        <translation>Er hat die Anmeldung nicht angenommen. Bitte noch einmal oder auf anderem Weg versuchen.</translation>
    </message>
    <message>
        <source>Signing in did not work</source>
        <translation>Die Anmeldung hat nicht geklappt</translation>
    </message>
    <message>
        <source>The browser came back without a session. Try again.</source>
        <translation>Der Browser kam ohne Sitzung zurück. Bitte noch einmal versuchen.</translation>
    </message>
    <message>
        <source>The browser did not come back</source>
        <translation>Der Browser kam nicht zurück</translation>
    </message>
    <message>
        <source>Nobody signed in there for five minutes. Try again.</source>
        <translation>Dort hat sich fünf Minuten lang niemand angemeldet. Bitte noch einmal versuchen.</translation>
    </message>
    <message>
        <source>Not allowed</source>
        <translation>Nicht erlaubt</translation>
    </message>
    <message>
        <source>It was declined in the browser.</source>
        <translation>Im Browser wurde abgelehnt.</translation>
    </message>
    <message>
        <source>The download is not complete</source>
        <translation>Der Download ist nicht vollständig</translation>
    </message>
    <message>
        <source>Less has come than there is. The rest is fetched by itself.</source>
        <translation>Es kam weniger an, als es gibt. Der Rest wird von selbst geholt.</translation>
    </message>
    <message>
        <source>The download did not work</source>
        <translation>Der Download hat nicht geklappt</translation>
    </message>
    <message>
        <source>The file could not be fetched. It is tried again by itself.</source>
        <translation>Die Datei konnte nicht geholt werden. Lightbox versucht es von selbst noch einmal.</translation>
    </message>
    <message>
        <source>The file is larger than it should be</source>
        <translation>Die Datei ist größer, als sie sein sollte</translation>
    </message>
    <message>
        <source>The server sends more than is right for this asset, so it was not taken.</source>
        <translation>Der Server schickt mehr, als zu diesem Medium gehört; die Datei wurde nicht übernommen.</translation>
    </message>
    <message>
        <source>Somebody else is changing it</source>
        <translation>Jemand anders ändert es gerade</translation>
    </message>
    <message>
        <source>It changes on the server faster than yours can be added. It is tried again by itself.</source>
        <translation>Auf dem Server ändert es sich schneller, als die eigene Änderung dazukommen kann. Lightbox versucht es von selbst noch einmal.</translation>
    </message>
    <message>
        <source>The id belongs to somebody else</source>
        <translation>Die ID gehört jemand anderem</translation>
    </message>
    <message>
        <source>Another user of this server has an asset with this id, so it cannot be uploaded.</source>
        <translation>Jemand anders auf diesem Server hat ein Medium mit dieser ID; es lässt sich nicht hochladen.</translation>
    </message>
    <message>
        <source>The server is busy</source>
        <translation>Der Server ist beschäftigt</translation>
    </message>
    <message>
        <source>It did not answer as it should. It is tried again by itself.</source>
        <translation>Er hat nicht geantwortet, wie er sollte. Lightbox versucht es von selbst noch einmal.</translation>
    </message>
    <message>
        <source>A file is there already</source>
        <translation>Dort ist schon eine Datei</translation>
    </message>
    <message>
        <source>The server has a file under this name and keeps it.</source>
        <translation>Der Server hat unter diesem Namen eine Datei und behält sie.</translation>
    </message>
    <message>
        <source>The answer cannot be understood</source>
        <translation>Die Antwort ist unverständlich</translation>
    </message>
    <message>
        <source>Something between here and the server answers in its place; is there a network to sign in to? It is tried again by itself.</source>
        <translation>Etwas auf dem Weg zum Server antwortet an seiner Stelle; verlangt das Netz eine Anmeldung? Lightbox versucht es von selbst noch einmal.</translation>
    </message>
    <message>
        <source>The project&apos;s key is refused</source>
        <translation>Der Schlüssel des Projekts wird abgelehnt</translation>
    </message>
    <message>
        <source>Take the key of the project anew from Supabase and connect again.</source>
        <translation>Den Schlüssel des Projekts neu aus Supabase holen und wieder verbinden.</translation>
    </message>
    <message>
        <source>The keyring is locked</source>
        <translation>Der Schlüsselbund ist gesperrt</translation>
    </message>
    <message>
        <source>Unlock the system&apos;s keyring; sync goes on then.</source>
        <translation>Den Schlüsselbund des Systems entsperren; dann geht der Abgleich weiter.</translation>
    </message>
    <message>
        <source>The link has ended</source>
        <translation>Der Link ist abgelaufen</translation>
    </message>
    <message>
        <source>A new one is asked for by itself.</source>
        <translation>Ein neuer wird von selbst geholt.</translation>
    </message>
    <message>
        <source>The file is not on the server</source>
        <translation>Die Datei ist nicht auf dem Server</translation>
    </message>
    <message>
        <source>Its asset is there, its file is not. It may come later.</source>
        <translation>Das Medium ist da, seine Datei nicht. Vielleicht kommt sie noch.</translation>
    </message>
    <message>
        <source>That is no Supabase project</source>
        <translation>Das ist kein Supabase-Projekt</translation>
    </message>
    <message>
        <source>Something answers at this address, but not as a Supabase project does. Check the project URL.</source>
        <translation>Unter dieser Adresse antwortet etwas, aber nicht wie ein Supabase-Projekt. Bitte die Projekt-URL prüfen.</translation>
    </message>
    <message>
        <source>No connection to the server</source>
        <translation>Keine Verbindung zum Server</translation>
    </message>
    <message>
        <source>What you change is kept and sent when there is a line.</source>
        <translation>Änderungen bleiben erhalten und werden gesendet, sobald es eine Verbindung gibt.</translation>
    </message>
    <message>
        <source>Somebody else is signed in</source>
        <translation>Jemand anders ist angemeldet</translation>
    </message>
    <message>
        <source>Sign in again with the account of this library; nothing was sent.</source>
        <translation>Mit dem Konto dieser Mediathek wieder anmelden; nichts wurde gesendet.</translation>
    </message>
    <message>
        <source>The proxy cannot be used</source>
        <translation>Der Proxy ist nicht benutzbar</translation>
    </message>
    <message>
        <source>Check the system&apos;s proxy settings.</source>
        <translation>Bitte die Proxy-Einstellungen des Systems prüfen.</translation>
    </message>
    <message>
        <source>Too many requests</source>
        <translation>Zu viele Anfragen</translation>
    </message>
    <message>
        <source>The server asks for a pause. It is tried again by itself.</source>
        <translation>Der Server bittet um eine Pause. Lightbox versucht es von selbst noch einmal.</translation>
    </message>
    <message>
        <source>The server refuses this</source>
        <translation>Der Server lehnt das ab</translation>
    </message>
    <message>
        <source>{message}</source>
        <translation>{message}</translation>
    </message>
    <message>
        <source>Signed out</source>
        <translation>Abgemeldet</translation>
    </message>
    <message>
        <source>Sign in again to go on. What you changed is kept until then.</source>
        <translation>Zum Weitermachen wieder anmelden. Änderungen bleiben bis dahin erhalten.</translation>
    </message>
    <message>
        <source>The sign-in cannot be kept</source>
        <translation>Die Anmeldung lässt sich nicht speichern</translation>
    </message>
    <message>
        <source>Neither the system&apos;s keyring nor a file of yours could store it; you sign in again next time.</source>
        <translation>Weder der Schlüsselbund des Systems noch eine eigene Datei konnte sie aufnehmen; beim nächsten Mal ist wieder eine Anmeldung nötig.</translation>
    </message>
    <message>
        <source>The file is too large for the server</source>
        <translation>Die Datei ist zu groß für den Server</translation>
    </message>
    <message>
        <source>Its bucket takes no files of this size. The asset stays on this machine.</source>
        <translation>Sein Speicher nimmt keine Dateien dieser Größe. Das Medium bleibt auf diesem Rechner.</translation>
    </message>
    <message>
        <source>The server does not take this kind of file</source>
        <translation>Der Server nimmt diese Art Datei nicht</translation>
    </message>
    <message>
        <source>Its bucket takes other types only. The asset stays on this machine.</source>
        <translation>Sein Speicher nimmt nur andere Arten. Das Medium bleibt auf diesem Rechner.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is not trusted</source>
        <translation>Das Zertifikat des Servers ist nicht vertrauenswürdig</translation>
    </message>
    <message>
        <source>Nothing was sent. Is there a network to sign in to, or something that reads along?</source>
        <translation>Nichts wurde gesendet. Verlangt das Netz eine Anmeldung, oder liest jemand mit?</translation>
    </message>
    <message>
        <source>The clock of this machine seems wrong</source>
        <translation>Die Uhr dieses Rechners geht wohl falsch</translation>
    </message>
    <message>
        <source>By it, the server&apos;s certificate is not valid. Set date and time right.</source>
        <translation>Nach ihr ist das Zertifikat des Servers nicht gültig. Bitte Datum und Uhrzeit richtig stellen.</translation>
    </message>
    <message>
        <source>The answer cannot be believed</source>
        <translation>Die Antwort ist nicht glaubwürdig</translation>
    </message>
    <message>
        <source>It lacks what must be in it, so nothing is removed on its word. It is asked again by itself.</source>
        <translation>Ihr fehlt etwas Notwendiges; deshalb wird auf sie hin nichts entfernt. Lightbox fragt von selbst noch einmal nach.</translation>
    </message>
    <message>
        <source>The upload was called off</source>
        <translation>Das Hochladen wurde abgebrochen</translation>
    </message>
    <message>
        <source>It rests until you retry it. The asset stays on this machine.</source>
        <translation>Es ruht, bis es erneut gesendet wird. Das Medium bleibt auf diesem Rechner.</translation>
    </message>
    <message>
        <source>The file was changed</source>
        <translation>Die Datei wurde verändert</translation>
    </message>
    <message>
        <source>It is not the one any more that was imported, so it was not uploaded. Import it again to have it as it is now.</source>
        <translation>Es ist nicht mehr die importierte Datei, deshalb wurde sie nicht hochgeladen. Ein neuer Import holt sie, wie sie jetzt ist.</translation>
    </message>
    <message>
        <source>The upload is not complete</source>
        <translation>Das Hochladen ist nicht vollständig</translation>
    </message>
    <message>
        <source>The server has less of it than there is. It is tried again by itself.</source>
        <translation>Der Server hat weniger davon, als es gibt. Lightbox versucht es von selbst noch einmal.</translation>
    </message>
    <message>
        <source>The file is not on this machine any more</source>
        <translation>Die Datei ist nicht mehr auf diesem Rechner</translation>
    </message>
    <message>
        <source>It could not be uploaded. Put it back and retry, or delete the asset.</source>
        <translation>Sie konnte nicht hochgeladen werden. Bitte zurücklegen und erneut senden oder das Medium löschen.</translation>
    </message>
    <message>
        <source>Another file is in its place</source>
        <translation>An ihrer Stelle ist eine andere Datei</translation>
    </message>
    <message>
        <source>The server has a different file under the name of this one, and keeps it.</source>
        <translation>Der Server hat unter dem Namen dieser Datei eine andere und behält sie.</translation>
    </message>
</context>
<context>
    <name>ShortcutLine</name>
    <message>
        <source>Keys for %1</source>
        <translation>Tastenkürzel für %1</translation>
    </message>
    <message>
        <source>No keys for %1</source>
        <translation>Kein Tastenkürzel für %1</translation>
    </message>
    <message>
        <source>Designed keys for %1</source>
        <translation>Vorgegebenes Tastenkürzel für %1</translation>
    </message>
    <message>
        <source>Also used by %1</source>
        <translation>Auch benutzt von %1</translation>
    </message>
</context>
<context>
    <name>ShortcutsEditor</name>
    <message>
        <source>Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Filter commands</source>
        <translation>Befehle filtern</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>Alle zurücksetzen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Collections</source>
        <translation>Sammlungen</translation>
    </message>
    <message>
        <source>New collection</source>
        <translation>Neue Sammlung</translation>
    </message>
    <message>
        <source>Filter tags</source>
        <translation>Tags filtern</translation>
    </message>
    <message>
        <source>{count} more…</source>
        <translation>{count} weitere…</translation>
    </message>
    <message>
        <source>Show fewer</source>
        <translation>Weniger zeigen</translation>
    </message>
    <message>
        <source>All assets</source>
        <translation>Alle Medien</translation>
    </message>
    <message>
        <source>Favorites</source>
        <translation>Favoriten</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Neueste</translation>
    </message>
    <message>
        <source>Waiting to sync</source>
        <translation>Abgleich steht aus</translation>
    </message>
    <message>
        <source>Conflicts</source>
        <translation>Konflikte</translation>
    </message>
    <message>
        <source>This machine only</source>
        <translation>Nur auf diesem Rechner</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>Papierkorb</translation>
    </message>
    <message>
        <source>Collection</source>
        <translation>Sammlung</translation>
    </message>
    <message>
        <source>Removed elsewhere</source>
        <translation>Anderswo entfernt</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Tags</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Kategorie</translation>
    </message>
    <message>
        <source>Visibility</source>
        <translation>Sichtbarkeit</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>Character</source>
        <translation>Figur</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>Video</translation>
    </message>
    <message>
        <source>Private</source>
        <translation>Privat</translation>
    </message>
    <message>
        <source>Shared</source>
        <translation>Geteilt</translation>
    </message>
    <message>
        <source>Public</source>
        <translation>Öffentlich</translation>
    </message>
    <message>
        <source>Unlisted</source>
        <translation>Nicht gelistet</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>included</source>
        <translation>eingeschlossen</translation>
    </message>
    <message>
        <source>excluded</source>
        <translation>ausgeschlossen</translation>
    </message>
    <message>
        <source>shown now</source>
        <translation>wird gezeigt</translation>
    </message>
    <message>
        <source>unfolded</source>
        <translation>ausgeklappt</translation>
    </message>
    <message>
        <source>folded</source>
        <translation>eingeklappt</translation>
    </message>
    <message>
        <source>Sidebar</source>
        <translation>Seitenleiste</translation>
    </message>
    <message>
        <source>Clear all</source>
        <translation>Alle löschen</translation>
    </message>
    <message>
        <source>Save search</source>
        <translation>Suche speichern</translation>
    </message>
</context>
<context>
    <name>SidebarMenu</name>
    <message>
        <source>Sidebar</source>
        <translation>Seitenleiste</translation>
    </message>
    <message>
        <source>New collection</source>
        <translation>Neue Sammlung</translation>
    </message>
    <message>
        <source>Save this search</source>
        <translation>Diese Suche speichern</translation>
    </message>
    <message>
        <source>Clear all</source>
        <translation>Alle löschen</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message numerus="yes">
        <source>Move %1 selected asset(s) here</source>
        <translation>
            <numerusform>%1 ausgewähltes Medium hierher verschieben</numerusform>
            <numerusform>%1 ausgewählte Medien hierher verschieben</numerusform>
        </translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Delete collection</source>
        <translation>Sammlung löschen</translation>
    </message>
    <message>
        <source>Delete saved search</source>
        <translation>Gespeicherte Suche löschen</translation>
    </message>
    <message>
        <source>Fold</source>
        <translation>Einklappen</translation>
    </message>
    <message>
        <source>Unfold</source>
        <translation>Ausklappen</translation>
    </message>
    <message>
        <source>Include</source>
        <translation>Einschließen</translation>
    </message>
    <message>
        <source>Exclude</source>
        <translation>Ausschließen</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Nicht mehr filtern</translation>
    </message>
    <message>
        <source>Only this</source>
        <translation>Nur dies</translation>
    </message>
    <message>
        <source>Filter tags</source>
        <translation>Tags filtern</translation>
    </message>
    <message>
        <source>Manage tags…</source>
        <translation>Tags verwalten…</translation>
    </message>
</context>
<context>
    <name>SignInPage</name>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-Mail-Adresse</translation>
    </message>
    <message>
        <source>you@example.com</source>
        <translation>name@example.com</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Send me a code</source>
        <translation>Code zuschicken</translation>
    </message>
    <message>
        <source>Create an account</source>
        <translation>Konto anlegen</translation>
    </message>
    <message>
        <source>Sign in to %1</source>
        <translation>Bei %1 anmelden</translation>
    </message>
    <message>
        <source>This project takes no passwords: choose a provider.</source>
        <translation>Dieses Projekt nimmt keine Passwörter: bitte einen Anbieter wählen.</translation>
    </message>
    <message>
        <source>Continue with %1</source>
        <translation>Weiter mit %1</translation>
    </message>
</context>
<context>
    <name>SignOutSheet</name>
    <message>
        <source>Sign out</source>
        <translation>Abmelden</translation>
    </message>
    <message>
        <source>Sign out of %1?</source>
        <translation>Von %1 abmelden?</translation>
    </message>
    <message>
        <source>The copy of this library can stay on this machine; it is found again when you sign in. What is on the server is not touched.</source>
        <translation>Die Kopie dieser Mediathek kann auf diesem Rechner bleiben; bei der nächsten Anmeldung wird sie wiedergefunden. Was auf dem Server ist, bleibt unberührt.</translation>
    </message>
    <message numerus="yes">
        <source>%1 change(s) not sent to the server yet. What was not sent is kept with the copy, and lost when it is removed.</source>
        <translation>
            <numerusform>%1 Änderung ist noch nicht beim Server. Sie bleibt mit der Kopie erhalten und geht verloren, wenn die Kopie entfernt wird.</numerusform>
            <numerusform>%1 Änderungen sind noch nicht beim Server. Sie bleiben mit der Kopie erhalten und gehen verloren, wenn die Kopie entfernt wird.</numerusform>
        </translation>
    </message>
    <message>
        <source>Keep the copy</source>
        <translation>Kopie behalten</translation>
    </message>
    <message>
        <source>Remove it</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Looking through the files…</source>
        <translation>Dateien werden durchgesehen…</translation>
    </message>
    <message>
        <source>Importing {done} of {total}</source>
        <translation>{done} von {total} importiert</translation>
    </message>
    <message numerus="yes">
        <source>%1 more waiting</source>
        <translation>
            <numerusform>%1 weiterer Import wartet</numerusform>
            <numerusform>%1 weitere Importe warten</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation>Wird abgebrochen…</translation>
    </message>
    <message>
        <source>Cancel the import</source>
        <translation>Import abbrechen</translation>
    </message>
    <message>
        <source>Exporting {done} of {total}</source>
        <translation>{done} von {total} exportiert</translation>
    </message>
    <message>
        <source>Cancel the export</source>
        <translation>Export abbrechen</translation>
    </message>
    <message>
        <source>{found} of {lost} missing originals found</source>
        <translation>{found} von {lost} vermissten Originalen gefunden</translation>
    </message>
    <message>
        <source>Cancel the search</source>
        <translation>Suche abbrechen</translation>
    </message>
    <message>
        <source>Selection</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Show what did not go well</source>
        <translation>Zeigen, was nicht geklappt hat</translation>
    </message>
    <message>
        <source>Local library</source>
        <translation>Lokale Mediathek</translation>
    </message>
    <message>
        <source>{count} of {total} selected</source>
        <translation>{count} von {total} ausgewählt</translation>
    </message>
</context>
<context>
    <name>Storage</name>
    <message>
        <source>Kept here: all of them, for working offline</source>
        <translation>Hier behalten: alle, zum Arbeiten ohne Verbindung</translation>
    </message>
    <message>
        <source>Kept here: up to {size}</source>
        <translation>Hier behalten: bis zu {size}</translation>
    </message>
    <message>
        <source>Kept here: what was opened or imported</source>
        <translation>Hier behalten: was geöffnet oder importiert wurde</translation>
    </message>
    <message>
        <source>The rest waits: the disk is nearly full</source>
        <translation>Der Rest wartet: Der Datenträger ist fast voll</translation>
    </message>
    <message>
        <source>Fetching {originals}</source>
        <translation>{originals} werden geholt</translation>
    </message>
    <message>
        <source>Previews and catalog: {size}</source>
        <translation>Vorschauen und Katalog: {size}</translation>
    </message>
    <message>
        <source>{size} free on the disk</source>
        <translation>{size} frei auf dem Datenträger</translation>
    </message>
    <message>
        <source>Not enough room on this disk: {wanted} are to come, and there is room for {room}. As much is fetched as fits; {spare} of the disk stay free.</source>
        <translation>Nicht genug Platz auf diesem Datenträger: {wanted} sollen kommen, Platz ist für {room}. Es wird so viel geholt, wie passt; {spare} des Datenträgers bleiben frei.</translation>
    </message>
    <message>
        <source>All that the server has is here already.</source>
        <translation>Alles, was der Server hat, ist schon hier.</translation>
    </message>
    <message>
        <source>To be fetched in the background: {originals}</source>
        <translation>Im Hintergrund zu holen: {originals}</translation>
    </message>
    <message>
        <source>There is {size} more than that here: what was not looked at for longest goes first. Only copies go whose original is on the server for certain.</source>
        <translation>Hier ist {size} mehr als das: Was am längsten nicht angesehen wurde, geht zuerst. Es gehen nur Kopien, deren Original sicher auf dem Server ist.</translation>
    </message>
    <message>
        <source>What is here now stays here.</source>
        <translation>Was jetzt hier ist, bleibt hier.</translation>
    </message>
    <message>
        <source>about {size}</source>
        <translation>etwa {size}</translation>
    </message>
    <message>
        <source>The rest waits: the connection is metered</source>
        <translation>Der Rest wartet: Die Verbindung ist getaktet</translation>
    </message>
    <message>
        <source>The rest waits: sync is paused</source>
        <translation>Der Rest wartet: Der Abgleich ist angehalten</translation>
    </message>
    <message>
        <source>The rest waits: there is no connection</source>
        <translation>Der Rest wartet: Es gibt keine Verbindung</translation>
    </message>
    <message>
        <source>The rest waits until you sign in</source>
        <translation>Der Rest wartet bis zur Anmeldung</translation>
    </message>
    <message>
        <source>The rest waits: sync has stopped</source>
        <translation>Der Rest wartet: Der Abgleich ist unterbrochen</translation>
    </message>
</context>
<context>
    <name>StorageCounts</name>
    <message numerus="yes">
        <source>{count} of %1 original(s) on this machine</source>
        <translation>
            <numerusform>{count} von %1 Original auf diesem Rechner</numerusform>
            <numerusform>{count} von %1 Originalen auf diesem Rechner</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 more original(s)</source>
        <translation>
            <numerusform>noch %1 Original</numerusform>
            <numerusform>noch %1 Originale</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 original(s) missing</source>
        <translation>
            <numerusform>%1 Original fehlt</numerusform>
            <numerusform>%1 Originale fehlen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StoragePart</name>
    <message>
        <source>Originals</source>
        <translation>Originale</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Ändern…</translation>
    </message>
    <message>
        <source>Change which originals are kept on this machine</source>
        <translation>Ändern, welche Originale auf diesem Rechner bleiben</translation>
    </message>
    <message>
        <source>Sign in to change it</source>
        <translation>Zum Ändern anmelden</translation>
    </message>
    <message>
        <source>Originals that are here</source>
        <translation>Originale, die hier sind</translation>
    </message>
    <message>
        <source>How much of the room for originals is taken</source>
        <translation>Wie viel vom Platz für Originale belegt ist</translation>
    </message>
</context>
<context>
    <name>Sync</name>
    <message>
        <source>Conflict on a collection</source>
        <translation>Konflikt bei einer Sammlung</translation>
    </message>
    <message>
        <source>Conflict on collection “{name}”</source>
        <translation>Konflikt bei der Sammlung „{name}“</translation>
    </message>
    <message>
        <source>Conflict on an asset without a title</source>
        <translation>Konflikt bei einem Medium ohne Titel</translation>
    </message>
    <message>
        <source>Conflict on “{name}”</source>
        <translation>Konflikt bei „{name}“</translation>
    </message>
    <message>
        <source>{field} changed here and on the server.</source>
        <translation>{field}: hier und auf dem Server geändert.</translation>
    </message>
    <message>
        <source>Deleted there, edited here. Keep mine uploads it again, Take theirs removes it here too.</source>
        <translation>Dort gelöscht, hier bearbeitet. „Eigenes behalten“ lädt es wieder hoch, „Fremdes übernehmen“ entfernt es auch hier.</translation>
    </message>
    <message>
        <source>Deleted here, edited there. Keep mine deletes it on the server too, Take theirs keeps it as it is there.</source>
        <translation>Hier gelöscht, dort bearbeitet. „Eigenes behalten“ löscht es auch auf dem Server, „Fremdes übernehmen“ behält es, wie es dort ist.</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Tags</translation>
    </message>
    <message>
        <source>Favorite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>Visibility</source>
        <translation>Sichtbarkeit</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Kategorie</translation>
    </message>
    <message>
        <source>Collection</source>
        <translation>Sammlung</translation>
    </message>
    <message>
        <source>Roleplay</source>
        <translation>Rollenspiel</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>gelöscht</translation>
    </message>
    <message>
        <source>a collection that is gone</source>
        <translation>eine Sammlung, die es nicht mehr gibt</translation>
    </message>
    <message>
        <source>A collection</source>
        <translation>Eine Sammlung</translation>
    </message>
    <message>
        <source>An asset without a title</source>
        <translation>Ein Medium ohne Titel</translation>
    </message>
    <message>
        <source>no title</source>
        <translation>kein Titel</translation>
    </message>
    <message>
        <source>no tags</source>
        <translation>keine Tags</translation>
    </message>
    <message>
        <source>in no collection</source>
        <translation>in keiner Sammlung</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>Private</source>
        <translation>Privat</translation>
    </message>
    <message>
        <source>Shared</source>
        <translation>Geteilt</translation>
    </message>
    <message>
        <source>Public</source>
        <translation>Öffentlich</translation>
    </message>
    <message>
        <source>Unlisted</source>
        <translation>Nicht gelistet</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nein</translation>
    </message>
    <message>
        <source>HH:mm</source>
        <translation>HH:mm</translation>
    </message>
    <message>
        <source>d MMM, HH:mm</source>
        <translation>d. MMM, HH:mm</translation>
    </message>
    <message>
        <source>Up to date</source>
        <translation>Auf dem neuesten Stand</translation>
    </message>
    <message>
        <source>Up to date {time}</source>
        <translation>Auf dem neuesten Stand {time}</translation>
    </message>
    <message>
        <source>Everything works on. What you change is kept and sent when there is a line.</source>
        <translation>Alles funktioniert weiter. Änderungen bleiben erhalten und werden gesendet, sobald es eine Verbindung gibt.</translation>
    </message>
    <message>
        <source>Next try at {time}.</source>
        <translation>Nächster Versuch um {time}.</translation>
    </message>
    <message>
        <source>Sign in again to go on. What you changed is kept until then.</source>
        <translation>Zum Weitermachen wieder anmelden. Änderungen bleiben bis dahin erhalten.</translation>
    </message>
    <message>
        <source>Nothing is sent or fetched until you resume.</source>
        <translation>Bis zum Fortsetzen wird nichts gesendet oder geholt.</translation>
    </message>
    <message>
        <source>Not yet up to date</source>
        <translation>Noch nicht auf dem neuesten Stand</translation>
    </message>
    <message>
        <source>Last up to date {time}</source>
        <translation>Zuletzt auf dem neuesten Stand {time}</translation>
    </message>
    <message>
        <source>{assets} are no longer on the server.</source>
        <translation>{assets} sind nicht mehr auf dem Server.</translation>
    </message>
    <message>
        <source>{gone} of your {total} assets are no longer on the server.</source>
        <translation>{gone} der {total} Medien sind nicht mehr auf dem Server.</translation>
    </message>
    <message>
        <source>metered</source>
        <translation>getaktet</translation>
    </message>
    <message>
        <source>What has come can be looked at, searched and edited already.</source>
        <translation>Was schon da ist, kann angesehen, durchsucht und bearbeitet werden.</translation>
    </message>
    <message>
        <source>Fetching your library · {assets}</source>
        <translation>Die Mediathek wird geholt · {assets}</translation>
    </message>
    <message>
        <source>Fetching your library · {done} of {total}</source>
        <translation>Die Mediathek wird geholt · {done} von {total}</translation>
    </message>
    <message>
        <source>Syncing…</source>
        <translation>Abgleich läuft…</translation>
    </message>
    <message>
        <source>Syncing {done} of {total}</source>
        <translation>Abgleich {done} von {total}</translation>
    </message>
    <message>
        <source>Sync is paused</source>
        <translation>Abgleich angehalten</translation>
    </message>
    <message>
        <source>Signed out</source>
        <translation>Abgemeldet</translation>
    </message>
    <message>
        <source>Sync has stopped</source>
        <translation>Abgleich unterbrochen</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Offline</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Verbindung wird aufgebaut…</translation>
    </message>
    <message>
        <source>Sync needs your answer</source>
        <translation>Der Abgleich braucht eine Antwort</translation>
    </message>
</context>
<context>
    <name>SyncCounts</name>
    <message numerus="yes">
        <source>%1 waiting</source>
        <translation>
            <numerusform>%1 ausstehend</numerusform>
            <numerusform>%1 ausstehend</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 conflict(s)</source>
        <translation>
            <numerusform>%1 Konflikt</numerusform>
            <numerusform>%1 Konflikte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 change(s) waiting for the server</source>
        <translation>
            <numerusform>%1 Änderung wartet auf den Server</numerusform>
            <numerusform>%1 Änderungen warten auf den Server</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 file(s) on the way</source>
        <translation>
            <numerusform>%1 Datei unterwegs</numerusform>
            <numerusform>%1 Dateien unterwegs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %1 more file(s)</source>
        <translation>
            <numerusform>und %1 weitere Datei</numerusform>
            <numerusform>und %1 weitere Dateien</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 asset(s) removed elsewhere</source>
        <translation>
            <numerusform>%1 Medium anderswo entfernt</numerusform>
            <numerusform>%1 Medien anderswo entfernt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Keep mine for all %1</source>
        <translation>
            <numerusform>Eigenes bei %1 behalten</numerusform>
            <numerusform>Eigenes bei allen %1 behalten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Take theirs for all %1</source>
        <translation>
            <numerusform>Fremdes bei %1 übernehmen</numerusform>
            <numerusform>Fremdes bei allen %1 übernehmen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SyncPanel</name>
    <message>
        <source>Sync activity</source>
        <translation>Abgleich</translation>
    </message>
    <message>
        <source>Sync now</source>
        <translation>Jetzt abgleichen</translation>
    </message>
    <message>
        <source>Pause sync</source>
        <translation>Abgleich anhalten</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Show what waits to sync</source>
        <translation>Zeigen, was auf den Abgleich wartet</translation>
    </message>
    <message>
        <source>Show what was removed elsewhere</source>
        <translation>Zeigen, was anderswo entfernt wurde</translation>
    </message>
    <message>
        <source>Nothing waits, neither for the server nor for you.</source>
        <translation>Nichts wartet, weder auf den Server noch auf eine Antwort.</translation>
    </message>
    <message>
        <source>Metered connection: files wait, edits go through</source>
        <translation>Getaktete Verbindung: Dateien warten, Änderungen nicht</translation>
    </message>
    <message>
        <source>Answer…</source>
        <translation>Antworten…</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>Anmelden…</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Resume sync</source>
        <translation>Abgleich fortsetzen</translation>
    </message>
</context>
<context>
    <name>SyncRoom</name>
    <message>
        <source>Show sync activity</source>
        <translation>Abgleich anzeigen</translation>
    </message>
</context>
<context>
    <name>TagTable</name>
    <message>
        <source>Tag</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>Assets</source>
        <translation>Medien</translation>
    </message>
</context>
<context>
    <name>TagsManager</name>
    <message>
        <source>Tags</source>
        <translation>Tags</translation>
    </message>
    <message>
        <source>Filter tags</source>
        <translation>Tags filtern</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Merge into…</source>
        <translation>Zusammenführen mit…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>No tag matches the filter.</source>
        <translation>Kein Tag passt zum Filter.</translation>
    </message>
    <message>
        <source>No asset has a tag yet.</source>
        <translation>Noch kein Medium hat ein Tag.</translation>
    </message>
    <message numerus="yes">
        <source>%1 tag(s) selected</source>
        <translation>
            <numerusform>%1 Tag ausgewählt</numerusform>
            <numerusform>%1 Tags ausgewählt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 tag(s)</source>
        <translation>
            <numerusform>%1 Tag</numerusform>
            <numerusform>%1 Tags</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
</context>
<context>
    <name>ToolBar</name>
    <message>
        <source>Grid</source>
        <translation>Raster</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Tile size</source>
        <translation>Kachelgröße</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Switch between light and dark</source>
        <translation>Hell/dunkel wechseln</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
    <message>
        <source>Order: %1</source>
        <translation>Reihenfolge: %1</translation>
    </message>
</context>
<context>
    <name>TransferLine</name>
    <message>
        <source>An asset without a title</source>
        <translation>Ein Medium ohne Titel</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
    <message>
        <source>Uploading {name}</source>
        <translation>{name} wird hochgeladen</translation>
    </message>
    <message>
        <source>Fetching {name}</source>
        <translation>{name} wird geholt</translation>
    </message>
    <message>
        <source>Cancel {name}</source>
        <translation>{name} abbrechen</translation>
    </message>
    <message>
        <source>It rests until you retry it</source>
        <translation>Es ruht, bis es erneut gesendet wird</translation>
    </message>
</context>
<context>
    <name>Viewer</name>
    <message>
        <source>Fit (0)</source>
        <translation>Einpassen (0)</translation>
    </message>
    <message>
        <source>Actual pixels (1)</source>
        <translation>Originalgröße (1)</translation>
    </message>
    <message>
        <source>Zoom out (−)</source>
        <translation>Verkleinern (−)</translation>
    </message>
    <message>
        <source>Zoom in (+)</source>
        <translation>Vergrößern (+)</translation>
    </message>
    <message>
        <source>Favorite (F)</source>
        <translation>Favorit (F)</translation>
    </message>
    <message>
        <source>Slideshow (S)</source>
        <translation>Diashow (S)</translation>
    </message>
    <message>
        <source>Inspector (I)</source>
        <translation>Details (I)</translation>
    </message>
    <message>
        <source>Full screen (F11)</source>
        <translation>Vollbild (F11)</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>{count} seconds each</source>
        <translation>je {count} Sekunden</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Only differences</source>
        <translation>Nur Unterschiede</translation>
    </message>
    <message>
        <source>Comparing {count} assets</source>
        <translation>{count} Medien im Vergleich</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Negative</source>
        <translation>Negativ</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation>Sampler</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>CFG scale</source>
        <translation>CFG-Skala</translation>
    </message>
    <message>
        <source>LoRAs</source>
        <translation>LoRAs</translation>
    </message>
    <message>
        <source>Generator</source>
        <translation>Generator</translation>
    </message>
    <message>
        <source>Play or pause (P)</source>
        <translation>Abspielen oder anhalten (P)</translation>
    </message>
    <message>
        <source>One frame back (,)</source>
        <translation>Ein Einzelbild zurück (,)</translation>
    </message>
    <message>
        <source>One frame on (.)</source>
        <translation>Ein Einzelbild vor (.)</translation>
    </message>
    <message>
        <source>Repeat (R)</source>
        <translation>Wiederholen (R)</translation>
    </message>
    <message>
        <source>Volume (Shift with up and down)</source>
        <translation>Lautstärke (Umschalt mit Auf und Ab)</translation>
    </message>
    <message>
        <source>Mute (M)</source>
        <translation>Stumm (M)</translation>
    </message>
    <message>
        <source>Position in the video</source>
        <translation>Stelle im Video</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>Vorheriges</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Nächstes</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>Ohne Titel</translation>
    </message>
    <message>
        <source>{number} of {total}</source>
        <translation>{number} von {total}</translation>
    </message>
    <message>
        <source>This video is not on this machine yet.</source>
        <translation>Dieses Video ist noch nicht auf diesem Rechner.</translation>
    </message>
    <message>
        <source>This picture is not on this machine yet.</source>
        <translation>Dieses Bild ist noch nicht auf diesem Rechner.</translation>
    </message>
    <message>
        <source>The file of this asset is missing.</source>
        <translation>Die Datei zu diesem Medium fehlt.</translation>
    </message>
    <message>
        <source>This video cannot be played.</source>
        <translation>Dieses Video lässt sich nicht abspielen.</translation>
    </message>
    <message>
        <source>This picture cannot be shown.</source>
        <translation>Dieses Bild lässt sich nicht anzeigen.</translation>
    </message>
    <message>
        <source>Fetching the original: {percent} %</source>
        <translation>Original wird geholt: {percent} %</translation>
    </message>
    <message>
        <source>This machine lacks what playing videos needs.</source>
        <translation>Auf diesem Rechner fehlt, was zum Abspielen von Videos nötig ist.</translation>
    </message>
</context>
<context>
    <name>WaitPage</name>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
</context>
<context>
    <name>WindowCommands</name>
    <message>
        <source>The language changes when Lightbox is started the next time</source>
        <translation>Die Sprache wechselt beim nächsten Start von Lightbox</translation>
    </message>
    <message>
        <source>Select two to four assets to compare them</source>
        <translation>Zum Vergleichen zwei bis vier Medien auswählen</translation>
    </message>
    <message>
        <source>Import files</source>
        <translation>Dateien importieren</translation>
    </message>
    <message>
        <source>Import a folder</source>
        <translation>Ordner importieren</translation>
    </message>
    <message>
        <source>Look for missing originals in</source>
        <translation>Vermisste Originale suchen in</translation>
    </message>
    <message numerus="yes">
        <source>Export %1 asset(s) to</source>
        <translation>
            <numerusform>%1 Medium exportieren nach</numerusform>
            <numerusform>%1 Medien exportieren nach</numerusform>
        </translation>
    </message>
</context>
</TS>
