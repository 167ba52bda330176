"""What each figure counts, in one plain sentence. Whoever wants the exact rule reads `Indicator.rule`."""

from reporting.indicators.wording import Words3

SENTENCES: dict[str, Words3] = {
    "GT": Words3(
        "Kaikki, jotka aloittivat hankkeessa, myös ne, joiden tiedoista jotakin puuttuu.",
        "Alla som har börjat i projektet, även de vars uppgifter inte är fullständiga.",
        "Everybody who began in the project, those whose facts are incomplete too.",
    ),
    "T": Words3(
        "Ne, joiden aloitustiedot ovat täydelliset. Muut ihmisten luvut lasketaan heistä.",
        "De vars startuppgifter är fullständiga. De övriga talen om människor räknas av dem.",
        "Those whose facts of the start are complete. The other figures of people are of them.",
    ),
    "CO01": Words3(
        "Ne, jotka olivat aloittaessaan vailla työtä, hakivat sitä ja olivat käytettävissä, tai olivat ilmoittautuneet työttömiksi.",
        "De som vid starten var utan arbete, sökte arbete och stod till förfogande, eller var anmälda som arbetslösa.",
        "Those who at the start had no work, looked for it and were available, or were registered as unemployed.",
    ),
    "CO02": Words3(
        "Ne työttömät, joiden työttömyys oli jatkunut yli vuoden, alle 25-vuotiailla yli puoli vuotta.",
        "De arbetslösa som hade varit utan arbete i över ett år, de som var yngre än 25 år i över ett halvt år.",
        "Those of the unemployed who had been so for more than a year, those under 25 for more than half a year.",
    ),
    "CO03": Words3(
        "Ne, jotka eivät aloittaessaan olleet työssä eivätkä työttömiä, esimerkiksi eläkkeellä olevat ja päätoimiset opiskelijat.",
        "De som vid starten varken var sysselsatta eller arbetslösa, till exempel pensionärer och heltidsstuderande.",
        "Those who at the start were neither employed nor unemployed: pensioners and full-time students, for example.",
    ),
    "CO04": Words3(
        "Ne työelämän ulkopuolella olevat, jotka eivät aloittaessaan olleet koulutuksessa.",
        "De utanför arbetslivet som vid starten inte var i utbildning.",
        "Those outside the labour force who at the start were not in education.",
    ),
    "CO05": Words3(
        "Ne, jotka olivat aloittaessaan palkkatyössä tai yrittäjinä, myös tuetussa työssä tai tilapäisesti poissa.",
        "De som vid starten hade anställning eller eget företag, även i stött arbete eller tillfälligt frånvarande.",
        "Those who at the start were paid for work or self-employed, in subsidised work or on leave too.",
    ),
    "CO06": Words3(
        "Ne, jotka eivät aloittaessaan olleet täyttäneet 25 vuotta.",
        "De som vid starten inte hade fyllt 25 år.",
        "Those who at the start had not turned 25.",
    ),
    "CO07": Words3(
        "Ne, jotka olivat aloittaessaan täyttäneet 55 vuotta.",
        "De som vid starten hade fyllt 55 år.",
        "Those who at the start had turned 55.",
    ),
    "CO08": Words3(
        "Ne 55 vuotta täyttäneet, jotka olivat aloittaessaan työttömiä, tai työelämän ulkopuolella eivätkä koulutuksessa.",
        "De som fyllt 55 år och vid starten var arbetslösa, eller utanför arbetslivet och inte i utbildning.",
        "Those of 55 and older who at the start were unemployed, or outside the labour force and not in education.",
    ),
    "CO09": Words3(
        "Ne, joiden korkein suoritettu koulutus on peruskoulu; keskeneräinen peruskoulu vain oppivelvollisilla.",
        "De vars högsta avlagda utbildning är grundskolan; en oavslutad grundskola bara för läropliktiga.",
        "Those whose highest completed education is comprehensive school; unfinished school only of those of school age.",
    ),
    "CO10": Words3(
        "Ne, joiden korkein suoritettu koulutus on lukio, ammatillinen tutkinto tai erikoisammattitutkinto.",
        "De vars högsta avlagda utbildning är gymnasiet, en yrkesexamen eller en specialyrkesexamen.",
        "Those whose highest completed education is upper secondary, vocational or specialist vocational.",
    ),
    "CO11": Words3(
        "Ne, joilla on opistoasteen, ammattikorkeakoulun tai yliopiston tutkinto.",
        "De som har en examen på institutnivå, från en yrkeshögskola eller ett universitet.",
        "Those with a post-secondary college, polytechnic or university degree.",
    ),
    "CO12": Words3(
        "Ne, joiden kotitaloudessa kukaan ei ollut työssä.",
        "De i vars hushåll ingen var sysselsatt.",
        "Those in whose household nobody was employed.",
    ),
    "CO13": Words3(
        "Ne, joiden kotitaloudessa kukaan ei ollut työssä ja jossa oli huollettavia lapsia.",
        "De i vars hushåll ingen var sysselsatt och där det fanns barn att försörja.",
        "Those in whose household nobody was employed and there were dependent children.",
    ),
    "CO14": Words3(
        "Ne, jotka olivat kotitaloutensa ainoa aikuinen ja joilla oli huollettavia lapsia.",
        "De som var den enda vuxna i hushållet och hade barn att försörja.",
        "Those who were the only adult of their household and had dependent children.",
    ),
    "CO15": Words3(
        "Ne, jotka itse kertoivat olevansa maahanmuuttajia, ulkomaalaistaustaisia tai vähemmistöön kuuluvia.",
        "De som själva har uppgett att de är migranter, har utländsk bakgrund eller hör till en minoritet.",
        "Those who said themselves that they are migrants, of a foreign background or of a minority.",
    ),
    "CO16": Words3(
        "Ne, jotka itse kertoivat, että heillä on vamma tai pitkäaikaissairaus.",
        "De som själva har uppgett att de har en funktionsnedsättning eller långtidssjukdom.",
        "Those who said themselves that they have a disability or long-term illness.",
    ),
    "CO17": Words3(
        "Ne, jotka itse kertoivat olevansa heikossa asemassa muusta syystä, esimerkiksi velkojen tai päihteiden takia.",
        "De som själva har uppgett att de är missgynnade av annan orsak, till exempel skulder eller missbruk.",
        "Those who said themselves that they are disadvantaged for another reason, debts or addiction for example.",
    ),
    "CO18": Words3(
        "Ne, jotka olivat aloittaessaan vailla asuntoa tai joiden asuminen oli epävarmaa.",
        "De som vid starten saknade bostad eller hade ett osäkert boende.",
        "Those who at the start had no home or no secure one.",
    ),
    "CO19": Words3(
        "Ne, joiden kotikunta oli aloittaessa harvaan asuttu.",
        "De vars hemkommun var glesbygd vid starten.",
        "Those whose home municipality at the start was thinly populated.",
    ),
    "CO20": Words3(
        "Hankkeet, joissa järjestö tai työmarkkinajärjestö on toteuttajana. Luku on hankkeen kortilla.",
        "Projekt där en organisation eller en arbetsmarknadsorganisation genomför. Talet står på projektets kort.",
        "Projects that an association or a social partner carries out. The number is on the project's card.",
    ),
    "CO21": Words3(
        "Hankkeet, joiden tarkoitus on edistää naisten työssäoloa. Luku on hankkeen kortilla.",
        "Projekt vars syfte är att främja kvinnors sysselsättning. Talet står på projektets kort.",
        "Projects meant to further women in employment. The number is on the project's card.",
    ),
    "CO22": Words3(
        "Hankkeet, jotka kehittävät viranomaisten tai julkisten palvelujen toimintaa. Luku on hankkeen kortilla.",
        "Projekt som utvecklar myndigheters eller offentliga tjänsters arbete. Talet står på projektets kort.",
        "Projects that develop public administrations or services. The number is on the project's card.",
    ),
    "CO23": Words3(
        "Yritykset, myös osuuskunnat, jotka saivat tukea yrityksinä. Luku on hankkeen kortilla.",
        "Företag, även andelslag, som fick stöd som företag. Talet står på projektets kort.",
        "Enterprises, cooperatives too, that were supported as enterprises. The number is on the project's card.",
    ),
    "CR01": Words3(
        "Työelämän ulkopuolella olleet, jotka alkoivat hakea työtä viimeistään neljän viikon kuluttua lopettamisesta.",
        "De som var utanför arbetslivet och började söka arbete senast fyra veckor efter avslutet.",
        "Those outside the labour force who began to look for work within four weeks after leaving.",
    ),
    "CR02": Words3(
        "Ne, jotka eivät aloittaessaan olleet koulutuksessa mutta olivat viimeistään neljän viikon kuluttua lopettamisesta.",
        "De som vid starten inte var i utbildning men var det senast fyra veckor efter avslutet.",
        "Those not in education at the start who were in it within four weeks after leaving.",
    ),
    "CR03": Words3(
        "Ne, jotka saivat tutkinnon tai muun virallisesti arvioidun pätevyyden; osallistumistodistus ei riitä.",
        "De som fick en examen eller annan officiellt bedömd kompetens; ett deltagarintyg räcker inte.",
        "Those who gained a formally assessed qualification; a certificate of attendance is not enough.",
    ),
    "CR04": Words3(
        "Työttömät ja työelämän ulkopuolella olleet, jotka olivat työssä viimeistään neljän viikon kuluttua lopettamisesta.",
        "Arbetslösa och personer utanför arbetslivet som var sysselsatta senast fyra veckor efter avslutet.",
        "The unemployed and those outside the labour force who were employed within four weeks after leaving.",
    ),
    "CR05": Words3(
        "Heikossa asemassa olevat, jotka saivat lopettaessaan vähintään yhden tuloksista; kukin lasketaan kerran.",
        "Missgynnade som vid avslutet nådde minst ett av resultaten; var och en räknas en gång.",
        "Disadvantaged people who reached one or more of the results on leaving; each counts once.",
    ),
    "CR06": Words3(
        "Työttömät ja työelämän ulkopuolella olleet, jotka olivat työssä kuusi kuukautta lopettamisen jälkeen.",
        "Arbetslösa och personer utanför arbetslivet som var sysselsatta sex månader efter avslutet.",
        "The unemployed and those outside the labour force who were employed six months after leaving.",
    ),
    "CR07": Words3(
        "Työssä olleet, joiden asema työssä oli parempi kuusi kuukautta lopettamisen jälkeen; palkankorotus yksin ei riitä.",
        "Sysselsatta vars ställning i arbetet var bättre sex månader efter avslutet; enbart högre lön räcker inte.",
        "The employed whose position at work was better six months after leaving; a pay rise alone is not enough.",
    ),
    "CR08": Words3(
        "Vailla työtä olleet 55 vuotta täyttäneet, jotka olivat työssä kuusi kuukautta lopettamisen jälkeen.",
        "Personer utan arbete som fyllt 55 år och var sysselsatta sex månader efter avslutet.",
        "People without work of 55 and older who were employed six months after leaving.",
    ),
    "CR09": Words3(
        "Vailla työtä olleet heikossa asemassa olevat, jotka olivat työssä kuusi kuukautta lopettamisen jälkeen.",
        "Missgynnade personer utan arbete som var sysselsatta sex månader efter avslutet.",
        "Disadvantaged people without work who were employed six months after leaving.",
    ),
    "EECO06": Words3(
        "Ne, jotka eivät aloittaessaan olleet täyttäneet 18 vuotta.",
        "De som vid starten inte hade fyllt 18 år.",
        "Those who at the start had not turned 18.",
    ),
    "EECO07": Words3(
        "Ne, jotka olivat aloittaessaan 18–29-vuotiaita.",
        "De som vid starten var 18–29 år.",
        "Those who at the start were from 18 to 29 years old.",
    ),
    "EECO09": Words3(
        "Ne, joiden korkein suoritettu koulutus on enintään peruskoulu.",
        "De vars högsta avlagda utbildning är högst grundskolan.",
        "Those whose highest completed education is comprehensive school or less.",
    ),
    "EECO13": Words3(
        "Ne, joilla ei ole minkään EU-maan kansalaisuutta.",
        "De som inte är medborgare i något EU-land.",
        "Those who are citizens of no EU country.",
    ),
    "EECO14": Words3(
        "Ne, jotka itse kertoivat olevansa ulkomaalaistaustaisia.",
        "De som själva har uppgett att de har utländsk bakgrund.",
        "Those who said themselves that they are of a foreign background.",
    ),
    "EECO15": Words3(
        "Ne, jotka itse kertoivat kuuluvansa vähemmistöön, esimerkiksi romaneihin.",
        "De som själva har uppgett att de hör till en minoritet, till exempel romer.",
        "Those who said themselves that they belong to a minority, the Roma for example.",
    ),
    "EECO18": Words3(
        "Viranomaiset ja julkiset palvelut, joita hanke tuki. Luku on hankkeen kortilla.",
        "Myndigheter och offentliga tjänster som projektet stödde. Talet står på projektets kort.",
        "Public administrations and services that the project supported. The number is on the project's card.",
    ),
}
