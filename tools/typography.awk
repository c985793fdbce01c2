# What readers of French expect of print, so that translators need not type it: a space that does not break before
# : ; ! ? and », and behind «; ’ for the apostrophe.  Only in what stands behind msgstr; other languages pass unchanged.
# usage: awk -v language=fr -f typography.awk po/fr.po
/^(msgctxt|msgid|msgid_plural) / { translated = 0 }
/^msgstr(\[[0-9]\])? / { translated = language == "fr" }
translated {
    gsub(/ :/, "\302\240:"); gsub(/ ;/, "\302\240;"); gsub(/ !/, "\302\240!"); gsub(/ \?/, "\302\240?")
    gsub(/ »/, "\302\240»"); gsub(/« /, "«\302\240")
    gsub(/'/, "’")
}
{ print }
