"""What can be found in a ledger file: stable codes and their Swedish words.

In the words, `{…_ore}` is an amount, `{rows}` the count with its noun; the rest stands as it is.
"""

# A figure does not agree, or something could not be read.
DIFFERENCES = {
    "undecodable": "Tecken går inte att läsa i filens teckenkodning ({rows}).",
    "control_character": "Styrtecken som inte hör hemma i text ({rows}); de visas som ?.",
    "not_a_label": "Raden börjar inte med # och har inte lästs.",
    "line_syntax": "Citattecken eller klamrar går inte ihop på raden; den är läst så långt det går.",
    "row_incomplete": "#{label} saknar {field}; raden är inte medräknad.",
    "amount_unreadable": "Beloppet i #{label} går inte att läsa; raden är inte medräknad.",
    "amount_rounded": "Belopp har delar av öre ({rows}); de är avrundade till hela ören.",
    "date_unreadable": "Datumet i #{label} går inte att läsa.",
    "month_unreadable": "Perioden i #{label} går inte att läsa; raden är inte medräknad.",
    "year_unreadable": "Årsnumret i #{label} går inte att läsa; raden är inte medräknad.",
    "object_list_faulty": "Objektlistan i #{label} går inte att läsa; raden är inte medräknad.",
    "objects_unreadable": "Objektlistan i #{label} går inte att läsa; raden är medräknad på kontot, utan objekt.",
    "account_number_missing": "#{label} saknar kontonummer; raden är inte medräknad.",
    "type_unknown": "#SIETYP anger en typ som inte finns; typen är tagen ur innehållet: {type}.",
    "type_mismatch": "#SIETYP säger typ {declared}, men innehållet är typ {type}.",
    "year_faulty": "Räkenskapsår {year} börjar eller slutar inte vid en månadsgräns, eller är orimligt långt.",
    "year_gap": "Räkenskapsår {year} slutar inte dagen före räkenskapsår {next}.",
    "year_repeated": "Räkenskapsår {year} anges mer än en gång; det första gäller.",
    "year_undeclared": "Räkenskapsår {subject} används ({rows}) men anges inte i #RAR.",
    "account_undeclared": "Kontot {subject} används ({rows}) men finns inte i kontoplanen.",
    "voucher_unbalanced": "Verifikation {voucher} går inte ihop: summan är {sum_ore}, inte 0.",
    "voucher_empty": "Verifikation {voucher} har inga rader.",
    "voucher_not_closed": "Verifikation {voucher} avslutas inte med en klammer.",
    "brace_unexpected": "En klammer står där ingen verifikation börjar eller slutar.",
    "row_outside_voucher": "#{label} står utanför en verifikations klamrar; raden är medräknad.",
    "label_in_voucher": "#{label} står inne i en verifikation.",
    "correction_without_row": "#RTRANS på konto {account} följs inte av sin egen #TRANS; bara #TRANS räknas.",
    "date_outside_year": "Verifikationsrader har datum utanför räkenskapsåret ({rows}); de är medräknade.",
    "balance_repeated": "#{label} för konto {account}, år {year}, förekommer mer än en gång; raderna är summerade.",
    "result_differs": (
        "Konto {account}: #RES är {stated_ore}, verifikationerna ger {booked_ore}; skillnad {difference_ore}."
    ),
    "closing_differs": (
        "Konto {account}: #UB är {stated_ore}, #IB och verifikationerna ger {booked_ore}; skillnad {difference_ore}."
    ),
    "movement_without_balance": (
        "Konto {account} har verifikationer eller ingående balans på {booked_ore}, men ingen #UB eller #RES."
    ),
    "opening_not_zero": "De ingående balanserna år {year} går inte ihop: summan är {sum_ore}, inte 0.",
    "year_not_balanced": (
        "År {year}: #UB och #RES är tillsammans {stated_ore}, men #IB är {booked_ore}; skillnad {difference_ore}."
    ),
    "opening_differs": "Konto {account}{objects}: #{label} är {stated_ore}, men året före slutade på {booked_ore}.",
    "period_differs": "Konto {account}, {month}: #PSALDO är {stated_ore}, verifikationerna ger {booked_ore}.",
    "period_sum_differs": "Konto {account}, år {year}: #PSALDO ger {stated_ore}, #RES, #UB och #IB ger {booked_ore}.",
    "period_outside_year": "#{subject} har period utanför sitt räkenskapsår ({rows}).",
    "period_repeated": (
        "#{label} för konto {account}{objects}, {month}, förekommer mer än en gång; raderna är summerade."
    ),
    "object_closing_differs": (
        "Konto {account}{objects}: #OUB är {stated_ore}, #OIB och verifikationerna ger {booked_ore}."
    ),
    "object_period_differs": (
        "Konto {account}{objects}, {month}: #PSALDO är {stated_ore}, verifikationerna ger {booked_ore}."
    ),
    "object_movement_without_balance": (
        "Konto {account}{objects}: verifikationerna och #OIB ger {booked_ore}, men {label} saknas."
    ),
    "checksum_differs": "Kontrollsumman (#KSUMMA) stämmer inte: filen säger {stated}, innehållet ger {computed}.",
    "checksum_incomplete": "#KSUMMA står bara i början eller bara i slutet; kontrollsumman kan inte prövas.",
    "row_outside_checksum": "Rader står utanför kontrollsumman ({rows}).",
    # a kommun's extract
    "extract_unbalanced": "Utdragets rader går inte ihop: summan är {sum_ore}, inte 0.",
    "unnumbered_unbalanced": "Rader utan verifikationsnummer går inte ihop: summan är {sum_ore}, inte 0.",
    "result_carried": (
        "Resultatet för {before}, {result_ore}, är inte fört till eget kapital i den bokföringen; när {year} öppnar "
        "är det fört dit, på konto {account}."
    ),
    "sum_row_differs": "Summaraden är {stated_ore}, raderna ovanför ger {booked_ore}; den är inte medräknad.",
}

# Worth knowing; every figure stands.
NOTES = {
    "encoding_uncertain": "Teckenkodningen går inte att avgöra säkert; filen läses som {encoding}.",
    "character_suspect": "Tecken som hör till en annan teckenkodning än filens i övrigt ({rows}).",
    "unknown_label": "Etiketten #{subject} är okänd ({rows}); innehållet är sparat men inte tolkat.",
    "extra_fields": "#{subject} har fler fält än formatet ({rows}); de överskjutande är inte tolkade.",
    "quantity_not_read": "#{subject} har fält efter beloppet, kvantitet ({rows}); det är inte tolkat.",
    "amount_comma": "Belopp har decimalkomma i stället för punkt ({rows}); de är medräknade.",
    "month_after_account": "#{subject} har kontot före perioden ({rows}) och är läst så.",
    "object_list_missing": "Objektlistan {{}} saknas i #{subject} ({rows}); beloppen är medräknade.",
    "account_not_numeric": "Kontot {subject} är inte bara siffror.",
    "header_repeated": "#{subject} förekommer mer än en gång; den första gäller.",
    "type_missing": "#SIETYP saknas; typen är tagen ur innehållet: {type}.",
    "currency_foreign": "Beloppen är i {currency}, inte i kronor.",
    "year_missing": "Räkenskapsår 0 saknar datum (#RAR); verifikationernas datum kan inte prövas.",
    "accounts_none": "Filen har ingen kontoplan (#KONTO).",
    "account_repeated": "Kontot {subject} anges mer än en gång i kontoplanen; det första gäller.",
    "object_repeated": "Objektet {subject} anges mer än en gång; det första gäller.",
    "object_undeclared": "Objektet {subject} används ({rows}) men anges inte med #OBJEKT.",
    "dimension_undeclared": "Dimensionen {subject} används men anges inte med #DIM.",
    "date_missing": "Verifikationsrader saknar datum ({rows}); de är medräknade, utan månad.",
    "row_date_differs": "Verifikationsrader har annat datum än sin verifikation ({rows}); radens datum gäller.",
    "number_repeated": "Serie {series}: nummer som redan finns i serien, {count} stycken.",
    "number_gap": "Serie {series}: luckor i nummerföljden, {count} stycken, den första efter {after}.",
    "results_missing": (
        "Filen har inga #RES: resultatkontona, {count} stycken med tillsammans {booked_ore}, kan inte stämmas av."
    ),
    "closings_missing": (
        "Filen har inga #UB: balanskontona, {count} stycken med tillsammans {booked_ore}, kan inte stämmas av."
    ),
    "opening_without_closing": "Konto {account}, år {year}: #IB är {stated_ore} men #UB saknas; läses som 0.",
    "object_rows_without_total": (
        "#{subject} med objekt saknar kontots egen rad {{}} för samma period ({rows}); objektraderna läggs "
        "aldrig till kontots summa."
    ),
    "object_rows_differ": (
        "{subject}: kontots egen rad {{}} är inte lika med raderna med objekt, {count} fall; {sum_ore} bär "
        "inget objekt."
    ),
    "object_rows_without_vouchers": (
        "{subject}: rader med objekt ({rows}), men ingen verifikationsrad bär dimensionen; objektens summor "
        "kan inte räknas ur verifikationerna."
    ),
    "not_verifiable": "Utan godkänd kontrollsumma kan inget annat i filen motsäga dessa uppgifter: {groups}.",
    "more_findings": "Ytterligare {count} anmärkningar av slaget {subject} är räknade men inte utskrivna.",
    # a kommun's extract
    "columns_not_read": "Kolumner som inte är lästa: {columns}.",
    "row_passed_over": "Rader utan konto, datum och belopp, eller med rubriker, är förbigångna ({rows}).",
    "sum_row_left_out": "Summarader stämmer med raderna ovanför och är inte medräknade ({rows}).",
    "cell_mended": "{subject} ({rows}).",
}
