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
        <source>Export…</source>
        <translation>Exportieren…</translation>
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
        <source>This library cannot be opened</source>
        <translation>Diese Mediathek lässt sich nicht öffnen</translation>
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
    <name>RecentSearches</name>
    <message>
        <source>No recent searches</source>
        <translation>Noch keine Suchen</translation>
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
        <source>Its catalog cannot be read. Earlier copies lie in the library&apos;s “backups” folder.</source>
        <translation>Ihr Katalog ist nicht lesbar. Frühere Kopien liegen in ihrem Ordner „backups“.</translation>
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
        <source>Another Lightbox has it open and does not answer; it may be a command at work. Wait for it, or close it first.</source>
        <translation>Ein anderes Lightbox hat sie geöffnet und antwortet nicht; vielleicht läuft ein Befehl. Bitte warten oder das andere erst schließen.</translation>
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
        <source>Export cancelled</source>
        <translation>Export abgebrochen</translation>
    </message>
    <message>
        <source>{added} before it was cancelled</source>
        <translation>{added}, dann abgebrochen</translation>
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
        <source>Trash</source>
        <translation>Papierkorb</translation>
    </message>
    <message>
        <source>Collection</source>
        <translation>Sammlung</translation>
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
        <source>Library</source>
        <translation>Mediathek</translation>
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
        <source>Repeat</source>
        <translation>Endlos wiederholen</translation>
    </message>
    <message>
        <source>Mute (M)</source>
        <translation>Stumm (M)</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Stumm</translation>
    </message>
    <message>
        <source>Position in the video</source>
        <translation>Stelle im Video</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Lautstärke</translation>
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
        <source>This machine lacks what playing videos needs.</source>
        <translation>Auf diesem Rechner fehlt, was zum Abspielen von Videos nötig ist.</translation>
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
    <message numerus="yes">
        <source>Export %1 asset(s) to</source>
        <translation>
            <numerusform>%1 Medium exportieren nach</numerusform>
            <numerusform>%1 Medien exportieren nach</numerusform>
        </translation>
    </message>
</context>
</TS>
