/* Skeletons (matching/skeleton.h) of the words that most people of a register bear, in the order of the bytes: those of
   matching/data/frequency.txt added up by skeleton, and of family names of West Africa and the Maghreb that public
   lists leave out.  Such a word alone has no key: what many share tells who reads the index whose name it is, and an
   answer of thousands helps nobody. */
#include <stdlib.h>
#include <string.h>

#include "matching/skeleton.h"
#include "persons/person_index.h"

static const char *const COMMON[] = {
    "AB",     "ABD",   "ABDL",   "ABDLKDR", "ABDLRMN", "ABKR",  "ABLFZL", "ABN",   "ABRM",  "ABS",   "AC",
    "ACRKT",  "AD",    "ADL",    "ADLF",    "ADM",     "ADN",   "ADRD",   "ADRDS", "ADRDZ", "ADRN",  "ADRS",
    "ADT",    "AF",    "AFN",    "AFNF",    "AG",      "AGSTN", "AJN",    "AK",    "AKR",   "AKTR",  "AL",
    "ALBD",   "ALD",   "ALF",    "ALFR",    "ALKSNDR", "ALM",   "ALMRN",  "ALN",   "ALS",   "ALSN",  "ALSNDR",
    "AM",     "AMBR",  "AMD",    "AML",     "AMLJ",    "AMN",   "AMNL",   "AMNT",  "AMR",   "AN",    "AND",
    "ANDR",   "ANDRS", "ANDRSN", "ANG",     "ANJL",    "ANR",   "ANS",    "ANSTS", "ANT",   "ANTN",  "AR",
    "ARC",    "ARK",   "ARL",    "ARN",     "ARNST",   "ARS",   "ARTM",   "ARTR",  "AS",    "ASBL",  "ASBRNZ",
    "ASK",    "ASKR",  "ASL",    "ASLM",    "ASM",     "ASMN",  "AST",    "ASTR",  "AT",    "ATN",   "AZ",
    "AZR",    "BC",    "BDR",    "BK",      "BKR",     "BL",    "BLD",    "BLM",   "BLMR",  "BLN",   "BLSNG",
    "BM",     "BN",    "BNC",    "BNDR",    "BNGR",    "BNK",   "BNS",    "BNT",   "BR",    "BRBR",  "BRD",
    "BRG",    "BRK",   "BRKR",   "BRM",     "BRN",     "BRNDN", "BRNR",   "BRNRD", "BRNS",  "BRS",   "BRT",
    "BRZ",    "BS",    "BSKL",   "BSM",     "BT",      "BTR",   "BTRS",   "BTRSN", "BZ",    "CD",    "CK",
    "CL",     "CM",    "CMD",    "CMDT",    "CMT",     "CN",    "CNDR",   "CNG",   "CRBL",  "CRL",   "CRLT",
    "CRSTN",  "CTN",   "DB",     "DBNT",    "DBS",     "DF",    "DFD",    "DFS",   "DG",    "DGLS",  "DK",
    "DL",     "DLN",   "DMB",    "DMBL",    "DMN",     "DMNK",  "DMTR",   "DN",    "DNL",   "DNLD",  "DR",
    "DRG",    "DRK",   "DRM",    "DRN",     "DRND",    "DRT",   "DS",     "DSK",   "DSN",   "DT",    "DZ",
    "FC",     "FD",    "FJR",    "FKS",     "FKTR",    "FL",    "FLB",    "FLDMR", "FLKS",  "FLNTN", "FLR",
    "FLRNS",  "FLRS",  "FMN",    "FN",      "FNT",     "FNTN",  "FR",     "FRD",   "FRDRK", "FRJ",   "FRN",
    "FRND",   "FRNDZ", "FRNK",   "FRNKS",   "FRNS",    "FRNSK", "FRS",    "FRTZ",  "FS",    "FSL",   "FT",
    "FTM",    "FTMT",  "FTN",    "FZ",      "GBRL",    "GL",    "GML",    "GMZ",   "GN",    "GNR",   "GNZLZ",
    "GR",     "GRG",   "GRM",    "GRN",     "GRNT",    "GRS",   "GRT",    "GS",    "GSTF",  "JC",    "JD",
    "JFN",    "JFR",   "JK",     "JKB",     "JL",      "JLN",   "JLS",    "JM",    "JML",   "JMNZ",  "JMS",
    "JN",     "JNB",   "JNFR",   "JNG",     "JNS",     "JNSN",  "JNTN",   "JR",    "JRD",   "JRDN",  "JRG",
    "JRJ",    "JRJS",  "JRLD",   "JS",      "JSF",     "JSK",   "JSN",    "JZF",   "KB",    "KBC",   "KBR",
    "KC",     "KD",    "KDJ",    "KDT",     "KF",      "KJ",    "KL",     "KLBL",  "KLD",   "KLF",   "KLN",
    "KLNS",   "KLR",   "KLRK",   "KM",      "KMBL",    "KML",   "KMR",    "KN",    "KND",   "KNT",   "KR",
    "KRG",    "KRL",   "KRLN",   "KRLS",    "KRM",     "KRMN",  "KRN",    "KRSTN", "KRZ",   "KS",    "KSK",
    "KSNDR",  "KSTL",  "KSTR",   "KT",      "KTM",     "KTN",   "KZ",     "LBZ",   "LD",    "LF",    "LFBFR",
    "LK",     "LKR",   "LKS",    "LM",      "LMBRT",   "LMN",   "LMS",    "LMZ",   "LN",    "LNG",   "LNRD",
    "LR",     "LRNS",  "LRNT",   "LS",      "LSN",     "LT",    "LTF",    "LTR",   "MB",    "MBRG",  "MCL",
    "MD",     "MDB",   "MDF",    "MGL",     "MJ",      "MK",    "MKL",    "MKS",   "MKSM",  "ML",    "MLGRS",
    "MLK",    "MLN",   "MLR",    "MLS",     "MN",      "MNG",   "MNK",    "MNL",   "MNT",   "MR",    "MRCL",
    "MRD",    "MRGN",  "MRGRT",  "MRJ",     "MRK",     "MRKS",  "MRL",    "MRLS",  "MRM",   "MRN",   "MRS",
    "MRSN",   "MRT",   "MRTN",   "MRTNZ",   "MS",      "MSK",   "MSM",    "MSN",   "MSR",   "MSTF",  "MT",
    "MTS",    "MZ",    "ND",     "NDRSN",   "NF",      "NFK",   "NG",     "NGN",   "NJ",    "NK",    "NKL",
    "NKM",    "NL",    "NLSN",   "NM",      "NMN",     "NR",    "NRC",    "NRK",   "NS",    "NSN",   "NSRN",
    "NT",     "NTL",   "NTN",    "NTR",     "RB",      "RBN",   "RBRT",   "RBRTS", "RC",    "RCD",   "RCRD",
    "RCRDSN", "RD",    "RDRGZ",  "RF",      "RFL",     "RFR",   "RFT",    "RG",    "RGT",   "RJR",   "RJS",
    "RK",     "RKRD",  "RKS",    "RL",      "RLF",     "RLND",  "RM",     "RMN",   "RMRZ",  "RMS",   "RN",
    "RNDZ",   "RS",    "RSMSN",  "RT",      "RZ",      "SB",    "SBN",    "SBSTN", "SD",    "SDB",   "SDG",
    "SF",     "SFJ",   "SK",     "SKN",     "SKT",     "SL",    "SLF",    "SLFN",  "SLM",   "SLMN",  "SM",
    "SMB",    "SML",   "SMN",    "SMR",     "SMT",     "SN",    "SNCZ",   "SND",   "SNDR",  "SNG",   "SNGR",
    "SNTG",   "SNTS",  "SR",     "SRN",     "ST",      "STFN",  "STN",    "STNL",  "STRT",  "SZN",   "TD",
    "TDR",    "TF",    "TG",     "TK",      "TKC",     "TL",    "TM",     "TMBSN", "TMR",   "TMS",   "TMSN",
    "TN",     "TNG",   "TR",     "TRK",     "TRN",     "TRS",   "TS",     "TSN",   "TZ",    "ZD",    "ZL",
    "ZN",     "ZNB",   "ZNG",    "ZR",
};

static int compare_with(const void *wanted, const void *entry) { return strcmp(wanted, *(const char *const *)entry); }

bool index_word_is_common(const struct name_token *token)
{
    struct skeleton skeleton = skeleton_of(token->form, SKELETON_FINE);
    return bsearch(skeleton.letters, COMMON, sizeof COMMON / sizeof *COMMON, sizeof *COMMON, compare_with) != NULL;
}
