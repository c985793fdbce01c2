#include "app/demonstration/names.h"

static const struct country_names NAMES[] = {
    {"CIV", "Kouassi,Kouamé,Konan,Yao,Koffi,Traoré,Coulibaly,Ouattara,Bamba,Gnahoré,Zadi,Tiémoko,Brou,Dosso",
     "Jean-Marc,Adama,Serge,Ibrahim,Landry,Moussa,Franck,Souleymane,Yannick,Hervé,Lassina,Aristide",
     "Aya,Mariam,Affoué,Fatou,Adjoua,Aminata,Nadège,Rokia,Akissi,Edwige,Salimata,Marie-Laure", NULL, NULL, NULL,
     "Abidjan,Bouaké,Daloa,Korhogo", "fra,dyu", "XOF"},
    {"GIN", "Diallo,Barry,Bah,Sow,Baldé,Camara,Sylla,Soumah,Keïta,Condé,Kourouma,Bangoura,Touré,Cissé",
     "Mamadou,Alpha,Ibrahima,Thierno,Abdoulaye,Sékou,Ousmane,Amadou,Mohamed Lamine,Boubacar,Fodé,Elhadj",
     "Fatoumata,Mariama,Aïssatou,Kadiatou,Hadja,Oumou,M’Mah,Ramatoulaye,Djénabou,Bintou,Aminata,Fanta", NULL, NULL,
     NULL, "Conakry,Labé,Mamou,Kankan", "fra,ful,sus", "GNF"},
    {"SEN", "Ndiaye,Diop,Fall,Faye,Sarr,Gueye,Seck,Diouf,Mbaye,Sène,Niang,Thiam,Badji,Mané",
     "Cheikh,Modou,Pape,Babacar,Serigne,Aliou,Moustapha,Abdou,Lamine,Mbaye,Ousseynou,Bassirou",
     "Awa,Ndèye,Khady,Astou,Coumba,Mame Diarra,Sokhna,Adama,Rama,Binta,Yacine,Seynabou", NULL, NULL, NULL,
     "Dakar,Thiès,Kaolack,Ziguinchor", "fra,wol", "XOF"},
    {"CMR", "Ngono,Mbarga,Nkoulou,Fotso,Kamga,Tchoumi,Ekambi,Njoya,Abena,Essomba,Tagne,Wandji",
     "Christian,Emmanuel,Joseph,Patrick,Bertrand,Alain,Guy,Hamidou,Rodrigue,Simplice,Boris,Achille",
     "Chantal,Clarisse,Solange,Bernadette,Brenda,Mireille,Pélagie,Aïcha,Sandrine,Vanessa,Larissa,Estelle", NULL, NULL,
     NULL, "Douala,Yaoundé,Bafoussam,Garoua", "fra,eng", "XAF"},
    {"NGA", "Okafor,Adeyemi,Osagie,Eze,Balogun,Ibrahim,Igbinedion,Nwosu,Ogunleye,Usman,Omoregie,Chukwu",
     "Emeka,Tunde,Osaro,Chinedu,Sani,Femi,Uche,Godwin,Musa,Kelechi,Efosa,Sunday",
     "Blessing,Ngozi,Joy,Amina,Chioma,Precious,Folake,Esosa,Patience,Hauwa,Gift,Temitope", NULL, NULL, NULL,
     "Benin City,Lagos,Kano,Enugu", "eng,pcm", "NGN"},
    {"MLI", "Traoré,Coulibaly,Diarra,Keïta,Sissoko,Konaté,Dembélé,Sidibé,Sangaré,Maïga,Doumbia,Kanté",
     "Moussa,Bakary,Seydou,Modibo,Drissa,Amadou,Lassana,Cheick,Issa,Yacouba,Boubou,Mahamadou",
     "Aminata,Oumou,Kadiatou,Assitan,Djeneba,Fanta,Mariam,Rokia,Sira,Nana,Safiatou,Hawa", NULL, NULL, NULL,
     "Bamako,Kayes,Sikasso,Ségou", "fra,bam", "XOF"},
    {"COG", "Mabiala,Ngoma,Moukoko,Loemba,Mboungou,Itoua,Okemba,Makosso,Bouanga,Samba",
     "Brice,Destin,Gildas,Ulrich,Prince,Fiacre,Chancel,Romaric,Juste,Arnaud",
     "Grâce,Merveille,Prisca,Nadia,Ornella,Divine,Raïssa,Gloire,Sylvie,Carine", NULL, NULL, NULL,
     "Brazzaville,Pointe-Noire,Dolisie", "fra,lin", "XAF"},
    {"SDN", "Abdelrahman,Elamin,Osman,Idris,Babiker,Mahgoub,Eltayeb,Khalifa,Adam,Bashir",
     "Mohamed,Ahmed,Mustafa,Omer,Yousif,Ibrahim,Hassan,Khalid,Abubakr,Altaher",
     "Fatima,Amna,Maryam,Hanan,Zeinab,Rania,Asma,Khadiga,Huda,Nafisa",
     "عبد الرحمن,الأمين,عثمان,إدريس,بابكر,محجوب,الطيب,خليفة,آدم,بشير",
     "محمد,أحمد,مصطفى,عمر,يوسف,إبراهيم,حسن,خالد,أبو بكر,الطاهر",
     "فاطمة,آمنة,مريم,حنان,زينب,رانيا,أسماء,خديجة,هدى,نفيسة", "Nyala,El Geneina,Khartoum,El Fasher", "ara", "SDG"},
    {"COD", "Kabongo,Ilunga,Mbuyi,Tshibanda,Mukendi,Kasongo,Lukusa,Nzuzi,Mutombo,Banza",
     "Dieudonné,Trésor,Héritier,Jonathan,Fiston,Patient,Junior,Olivier,Blaise,Cédric",
     "Béatrice,Naomie,Rachel,Bénie,Exaucée,Mamie,Chancelle,Dorcas,Plamedi,Ruth", NULL, NULL, NULL,
     "Kinshasa,Lubumbashi,Mbuji-Mayi,Goma", "fra,lin", "CDF"},
    {"GMB", "Jallow,Ceesay,Touray,Jammeh,Sanneh,Bojang,Manneh,Darboe,Njie,Sowe",
     "Lamin,Ebrima,Omar,Buba,Alieu,Modou,Saikou,Yankuba,Sulayman,Kebba",
     "Isatou,Fatou,Mariama,Jainaba,Haddy,Nyima,Binta,Sarjo,Awa,Kaddijatou", NULL, NULL, NULL,
     "Serekunda,Brikama,Banjul", "eng,man", "GMD"},
    {"BFA", "Ouédraogo,Sawadogo,Kaboré,Zongo,Compaoré,Ilboudo,Nikièma,Tapsoba,Sanou,Barro",
     "Issouf,Rasmané,Adama,Hamidou,Boureima,Salif,Lassané,Wendkouni,Idrissa,Abdoul",
     "Awa,Salamata,Mamounata,Alimata,Zénabou,Rasmata,Adjaratou,Fati,Safiata,Pauline", NULL, NULL, NULL,
     "Ouagadougou,Bobo-Dioulasso,Koudougou", "fra,mos", "XOF"},
    {"TGO", "Agbodjan,Koffi,Amouzou,Lawson,Adjovi,Mensah,Tchalla,Kpodar,Sossou,Ayité",
     "Kossi,Komlan,Yao,Edem,Kodjo,Mawuli,Folly,Essowè,Koami,Sénam",
     "Afi,Akossiwa,Essi,Abla,Dédé,Ayélé,Kafui,Yawa,Mawussé,Délali", NULL, NULL, NULL, "Lomé,Sokodé,Kara", "fra,ewe",
     "XOF"},
    {"BEN", "Hounkpatin,Agossou,Dossou,Ahouansou,Zinsou,Gbaguidi,Kpadé,Assogba,Tossou,Houngbo",
     "Codjo,Romuald,Sèdjro,Ghislain,Wilfrid,Bienvenu,Aubin,Mathias,Razack,Ismaël",
     "Sènan,Ablawa,Reine,Huguette,Bénédicte,Nafissatou,Colette,Sabine,Florentine,Rosine", NULL, NULL, NULL,
     "Cotonou,Parakou,Porto-Novo", "fra,yor", "XOF"},
    {"SLE", "Kamara,Sesay,Koroma,Bangura,Conteh,Kargbo,Turay,Mansaray,Fofanah,Jalloh",
     "Mohamed,Alusine,Foday,Abu Bakarr,Sorie,Ishmael,Santigie,Osman,Lansana,Patrick",
     "Isatu,Kadiatu,Mariatu,Fatmata,Hawa,Adama,Zainab,Memunatu,Aminata,Finda", NULL, NULL, NULL,
     "Freetown,Bo,Kenema,Makeni", "eng,kri", "SLE"},
    {"LBR", "Kollie,Flomo,Johnson,Kpadeh,Toe,Gbowee,Massaquoi,Weah,Cooper,Sirleaf",
     "Emmanuel,Varney,Prince,Abraham,Saah,Boakai,Moses,Momo,Augustine,Eric",
     "Hawa,Comfort,Musu,Princess,Kebbeh,Garmai,Decontee,Martha,Satta,Fatu", NULL, NULL, NULL,
     "Monrovia,Gbarnga,Buchanan", "eng", "LRD"},
    {"GHA", "Owusu,Mensah,Boateng,Asante,Appiah,Osei,Agyeman,Ofori,Acheampong,Yeboah",
     "Kwame,Kofi,Yaw,Kwabena,Kwaku,Nana,Ebenezer,Isaac,Abdul,Richard",
     "Ama,Akosua,Abena,Efua,Adwoa,Yaa,Esther,Comfort,Rashida,Gifty", NULL, NULL, NULL, "Accra,Kumasi,Tamale", "eng,aka",
     "GHS"},
    {"TCD", "Mahamat,Abakar,Hassane,Adoum,Ousmane,Saleh,Abdelkerim,Youssouf,Issa,Brahim",
     "Idriss,Ali,Moussa,Adam,Haroun,Khalil,Oumar,Djibrine,Tahir,Annour",
     "Fatimé,Zara,Hawa,Mariam,Achta,Khadidja,Amina,Haoua,Zenaba,Halimé",
     "محمد,أبكر,حسن,آدم,عثمان,صالح,عبد الكريم,يوسف,عيسى,إبراهيم", "إدريس,علي,موسى,آدم,هارون,خليل,عمر,جبرين,طاهر,أنور",
     "فاطمة,زارا,حواء,مريم,عشة,خديجة,أمينة,حواء,زينب,حليمة", "N’Djamena,Abéché,Moundou", "fra,ara", "XAF"},
    {"GAB", "Obiang,Mba,Nguema,Ondo,Moussavou,Ndong,Boussougou,Mihindou,Nzamba,Koumba",
     "Ghislain,Steeve,Landry,Davy,Wilfried,Yves,Hugues,Thierry,Rostand,Régis",
     "Prisca,Marlène,Sylvia,Audrey,Yolande,Laure,Huguette,Flore,Jessica,Clarence", NULL, NULL, NULL,
     "Libreville,Port-Gentil,Oyem", "fra", "XAF"},
    {"NER", "Issoufou,Mahamadou,Abdou,Harouna,Maman,Boubacar,Salifou,Oumarou,Garba,Seyni",
     "Ibrahim,Moustapha,Rabiou,Laouali,Hassane,Souleymane,Ismaël,Sani,Adamou,Tahirou",
     "Rabi,Halima,Zeinabou,Hadiza,Mariama,Balkissa,Aïchatou,Nana,Fati,Rachida", NULL, NULL, NULL,
     "Niamey,Zinder,Maradi", "fra,hau", "XOF"},
    {"GNB", "Embaló,Djaló,Mané,Sanhá,Cassamá,Biai,Té,Indjai,Correia,Mendes",
     "Braima,Mamadu,Carlos,Aliu,Nelson,Iaia,Domingos,Sadjo,Armando,Bacar",
     "Cadi,Fatumata,Maria,Aissatu,Djenabu,Nhima,Teresa,Sábado,Mariama,Quinta", NULL, NULL, NULL, "Bissau,Gabú,Bafatá",
     "por", "XOF"},
    {"MDG", "Rakotomalala,Randria,Rasoanaivo,Ravelo,Rabemananjara,Andriamaro,Razafy,Ramanana",
     "Hery,Tojo,Lova,Solofo,Mamy,Haja,Rivo,Tiana", "Voahangy,Lalao,Hanitra,Fanja,Noro,Vololona,Mialy,Sahondra", NULL,
     NULL, NULL, "Antananarivo,Toamasina,Mahajanga", "fra,oth", "MGA"},
    {"COM", "Abdallah,Soilihi,Mohamed,Ahamada,Youssouf,Attoumane,Mze,Ibrahima",
     "Said,Ali,Nassur,Omar,Houmadi,Bacar,Anli,Kamal", "Fatima,Zahara,Moinaecha,Hadidja,Echati,Sitti,Nadjma,Rahamata",
     "عبد الله,صالحي,محمد,أحمد,يوسف,عثمان,مزي,إبراهيم", "سعيد,علي,ناصر,عمر,حمادي,بكر,أنلي,كمال",
     "فاطمة,زهرة,موينعيشة,خديجة,عيشة,ستي,نجمة,رحمة", "Moroni,Mutsamudu", "fra,ara", "KMF"},
    {"CAF", "Yakété,Ngaïssona,Zoumbé,Kossi,Mbata,Dékodo,Gbango,Ouaba",
     "Aristide,Crépin,Hilaire,Guy-Roger,Fiacre,Abdel,Freddy,Judicaël",
     "Clémence,Nina,Flora,Odette,Viviane,Hortense,Zita,Marina", NULL, NULL, NULL, "Bangui,Bouar,Berbérati", "fra,oth",
     "XAF"},
    {"BGD", "Rahman,Hossain,Islam,Miah,Uddin,Chowdhury,Sarkar,Talukder",
     "Mizanur,Shakil,Jahangir,Rubel,Sohel,Anwar,Kamrul,Faisal",
     "Salma,Nasrin,Rokeya,Shirin,Taslima,Farzana,Sultana,Moushumi", NULL, NULL, NULL, "Dhaka,Sylhet,Chattogram",
     "ben,eng", "BDT"},
    {"MRT", "Vall,Salem,Cheikhna,Ely,Sy,Kane,Ba,Brahim", "Mohamed,Sidi,Cheikh,Brahim,Ely,Moctar,Amadou,Yahya",
     "Mariem,Khadijetou,Aminetou,Fatma,Zeinebou,Oumoukelthoum,Aïcha,Lalla", "فال,سالم,الشيخنا,أعلي,سي,كان,با,إبراهيم",
     "محمد,سيدي,الشيخ,إبراهيم,أعلي,المختار,أمادو,يحيى", "مريم,خديجتو,أمينتو,فاطمة,زينبو,أم كلثوم,عائشة,لالة",
     "Nouakchott,Nouadhibou,Rosso", "ara,ful", "MRU"},
    {"ETH", "Tesfaye,Bekele,Abebe,Girma,Haile,Tadesse,Mekonnen,Alemu",
     "Dawit,Yonas,Samuel,Abel,Kidus,Henok,Biruk,Natnael", "Hirut,Selam,Meron,Tigist,Bethlehem,Hanna,Rahel,Aster", NULL,
     NULL, NULL, "Addis-Abeba,Adama,Dire Dawa", "amh,eng", "EUR"},
};

const struct country_names *country_names(struct text country)
{
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (text_is(country, NAMES[i].country))
            return &NAMES[i];
    return &NAMES[0];
}

size_t names_count(const char *list)
{
    size_t count = 1;
    for (; *list != '\0'; list++)
        count += *list == ',';
    return count;
}

struct text names_at(const char *list, size_t index)
{
    struct text rest = text_from(list);
    struct text name = TEXT_NONE;
    for (size_t i = 0; i <= index; i++)
        if (!text_split(&rest, ',', &name))
            return TEXT_NONE;
    return name;
}
