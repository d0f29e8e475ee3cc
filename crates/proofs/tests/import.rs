//! Lists of people: as people's programs write them, and as somebody wrote them who meant harm.

#![allow(clippy::unwrap_used, missing_docs)]

use std::io::{Cursor, Write};

use proofs::import::{CellFlaw, Cells, Flaws, List, ListFlaw, MOST_BYTES, MOST_ROWS, Row, judge, read};
use rules::Role;
use rust_xlsxwriter::{Formula, Workbook};
use zip::write::SimpleFileOptions;

fn cells(first: &str, last: &str, email: &str, role: &str) -> Cells {
    Cells { first_name: first.into(), last_name: last.into(), email: email.into(), role: role.into() }
}

fn row(number: u32, first: &str, last: &str, email: &str, role: &str) -> Row {
    Row { number, cells: cells(first, last, email, role) }
}

fn rows(text: &str) -> Vec<Row> {
    read(text.as_bytes()).unwrap().rows
}

const ZOE: &str = "zoe@acme.example";

#[test]
fn columns_are_known_by_their_words_in_any_order() {
    let zoe = vec![row(2, "Zoë", "Müller", ZOE, "Admin")];
    for text in [
        "First name,Last name,E-mail,Role\nZoë,Müller,zoe@acme.example,Admin\n",
        "Role;E-Mail;Nachname;Vorname\r\nAdmin;zoe@acme.example;Müller;Zoë\r\n",
        "Given Name\tID\tSURNAME\tEmail address *\tRole\nZoë\t7\tMüller\tzoe@acme.example\tAdmin",
        "\"First name\",\"Last name\",\"Work email\",\"Role\"\n\"Zoë\",\"Müller\",\"zoe@acme.example\",\"Admin\"",
        "E_MAIL|x,Forename,Email,Family name,rôle\nx,Zoë,zoe@acme.example,Müller,Admin",
    ] {
        assert_eq!(rows(text), zoe, "{text}");
    }
}

#[test]
fn the_header_need_not_come_first_and_empty_rows_are_none() {
    let text =
        "Staff list,,,\n,,,\nNovember,,,\nFirst name,Last name,Email,\n,,,\nZoë,Müller,zoe@acme.example,\n";
    assert_eq!(rows(text), vec![row(6, "Zoë", "Müller", ZOE, "")]);
    let text = "sep=;\nVorname;Nachname;E-Mail\nZoë;Müller;zoe@acme.example\n";
    assert_eq!(rows(text), vec![row(3, "Zoë", "Müller", ZOE, "")]);
}

#[test]
fn what_is_pasted_without_a_header_has_the_order_of_the_template() {
    assert_eq!(rows("Zoë\tMüller\tzoe@acme.example"), vec![row(1, "Zoë", "Müller", ZOE, "")]);
    assert_eq!(rows("Zoë;Müller;zoe@acme.example;Admin"), vec![row(1, "Zoë", "Müller", ZOE, "Admin")]);
    let found = read(b"zoe@acme.example,Zoe\nbo@acme.example,Bo").unwrap_err();
    assert_eq!(found, ListFlaw::NoHeader(vec![ZOE.into(), "Zoe".into()]));
}

#[test]
fn quoted_cells_hold_separators_quotes_and_lines() {
    let text = "First name,Last name,Email\n\"Zoë, \"\"Zo\"\"\",\"Mül\nler\",zoe@acme.example\n";
    assert_eq!(rows(text), vec![row(2, "Zoë, \"Zo\"", "Mül\nler", ZOE, "")]);
    assert_eq!(judge(&rows(text)[0].cells).unwrap().last_name, "Mül ler");
}

#[test]
fn every_encoding_that_excel_writes_is_read() {
    let text = "Vorname;Nachname;E-Mail\r\nZoë;Müller;zoe@acme.example\r\nŁukasz;Żak;l@acme.example\r\n";
    let western =
        "Vorname;Nachname;E-Mail\r\nZoë;Müller;zoe@acme.example\r\nJosé;Gonçalves;j@acme.example\r\n";
    let marked = |mark: &[u8], body: Vec<u8>| [mark.to_vec(), body].concat();
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (bytes, name) in [
        (text.as_bytes().to_vec(), "UTF-8"),
        (marked(b"\xEF\xBB\xBF", text.as_bytes().to_vec()), "UTF-8"),
        (marked(b"\xFF\xFE", little.clone()), "UTF-16LE"),
        (marked(b"\xFE\xFF", big.clone()), "UTF-16BE"),
        (little, "UTF-16LE"),
        (big, "UTF-16BE"),
    ] {
        let List { rows, encoding } = read(&bytes).unwrap();
        assert_eq!(encoding, Some(name));
        assert_eq!(
            (rows[0].cells.first_name.as_str(), rows[1].cells.last_name.as_str()),
            ("Zoë", "Żak"),
            "{name}"
        );
    }
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(western);
    let list = read(&bytes).unwrap();
    assert_eq!(list.encoding, Some("windows-1252"));
    assert_eq!(
        (list.rows[0].cells.last_name.as_str(), list.rows[1].cells.first_name.as_str()),
        ("Müller", "José")
    );
    let polish = "Imię;Nazwisko;E-mail\r\nŁukasz;Żółć;l@acme.example\r\nBłażej;Gęś;b@acme.example\r\n";
    let (bytes, ..) = encoding_rs::WINDOWS_1250.encode(polish);
    let list = read(&bytes).unwrap();
    assert_eq!(
        (list.rows[0].cells.last_name.as_str(), list.rows[1].cells.first_name.as_str()),
        ("Żółć", "Błażej")
    );
}

#[test]
fn a_row_is_judged_as_a_single_invitation_is() {
    let fine = judge(&cells(" Zoë ", "Müller", " Zoe@ACME.example ", "Administrator")).unwrap();
    assert_eq!((fine.first_name.as_str(), fine.address.as_str(), fine.role), ("Zoë", ZOE, Role::Admin));
    for (role, as_what) in
        [("", Role::Member), ("Member", Role::Member), ("USER", Role::Member), ("admin", Role::Admin)]
    {
        assert_eq!(judge(&cells("A", "B", ZOE, role)).unwrap().role, as_what);
    }
    for email in ["Zoë Müller <zoe@acme.example>", "mailto:zoe@acme.example", "ｚｏｅ＠acme.example"] {
        assert_eq!(judge(&cells("A", "B", email, "")).unwrap().address.as_str(), ZOE);
    }
    let wrong = judge(&cells("", &"x".repeat(101), "zoe acme", "Accountant")).unwrap_err();
    let flaws = Flaws {
        first_name: Some(CellFlaw::Empty),
        last_name: Some(CellFlaw::TooLong),
        email: Some(CellFlaw::Unreadable),
        role: Some(CellFlaw::UnknownRole),
    };
    assert_eq!(wrong, flaws);
    assert_eq!(judge(&cells("A", "B", "zoe", "")).unwrap_err().email, Some(CellFlaw::NoAt));
    let hidden = judge(&cells("\u{202E}eoZ\u{200B}", "B\0", "zo\u{200B}e@acme.example", "")).unwrap();
    assert_eq!(
        (hidden.first_name.as_str(), hidden.last_name.as_str(), hidden.address.as_str()),
        ("eoZ", "B", ZOE)
    );
}

#[test]
fn formulas_and_what_cannot_be_read_are_to_be_mended() {
    for typed in ["=HYPERLINK(\"http://evil.example\")", "+1", "@SUM(A1)", "#N/A", "#REF!", " =1"] {
        assert_eq!(
            judge(&cells(typed, "B", ZOE, "")).unwrap_err().first_name,
            Some(CellFlaw::Formula),
            "{typed}"
        );
    }
    let text = "First name,Last name,Email\nZo\u{7}e,B\0,zo\0e@acme.example\n";
    let flaws = judge(&rows(text)[0].cells).unwrap_err();
    let unreadable = Some(CellFlaw::Unreadable);
    assert_eq!((flaws.first_name, flaws.last_name, flaws.email), (unreadable, unreadable, unreadable));
}

fn book(fill: impl Fn(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

fn header(sheet: &mut rust_xlsxwriter::Worksheet, row: u32) {
    for (column, word) in ["Role", "Email address", "Notes", "Given name", "Surname"].iter().enumerate() {
        sheet.write(row, column as u16, *word).unwrap();
    }
}

#[test]
fn a_workbook_is_read_cell_by_cell() {
    let bytes = book(|sheet| {
        sheet.write(0, 0, "Staff").unwrap();
        header(sheet, 3);
        for (column, word) in ["User", ZOE, "x", "Zoë"].iter().enumerate() {
            sheet.write(5, column as u16, *word).unwrap();
        }
        sheet.write_formula(5, 4, Formula::new("=CONCAT(\"Mül\",\"ler\")").set_result("Müller")).unwrap();
        sheet.write(7, 1, "bo@acme.example").unwrap();
        sheet.write(7, 3, 42).unwrap();
        sheet.write_formula(7, 4, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    });
    let List { rows, encoding } = read(&bytes).unwrap();
    assert_eq!(encoding, None);
    let bo = row(8, "42", "#DIV/0!", "bo@acme.example", "");
    assert_eq!(rows, vec![row(6, "Zoë", "Müller", ZOE, "User"), bo]);
    assert_eq!(judge(&rows[1].cells).unwrap_err().last_name, Some(CellFlaw::Formula));
}

#[test]
fn the_first_visible_sheet_with_a_header_is_meant() {
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "Read me first").unwrap();
    let hidden = book.add_worksheet();
    header(hidden, 0);
    hidden.write(1, 1, "hidden@acme.example").unwrap();
    hidden.set_hidden(true);
    let people = book.add_worksheet();
    header(people, 0);
    for (column, word) in ["", ZOE, "", "Zoë", "Müller"].iter().enumerate() {
        people.write(1, column as u16, *word).unwrap();
    }
    assert_eq!(read(&book.save_to_buffer().unwrap()).unwrap().rows, vec![row(2, "Zoë", "Müller", ZOE, "")]);
}

#[test]
fn too_much_is_said_before_it_is_read() {
    assert_eq!(read(&vec![b'a'; MOST_BYTES + 1]), Err(ListFlaw::TooLarge));
    let many: String = (0..=MOST_ROWS).map(|n| format!("A,B,p{n}@acme.example\n")).collect();
    assert_eq!(read(format!("First name,Last name,Email\n{many}").as_bytes()), Err(ListFlaw::TooManyRows));
    let as_many: String = (0..MOST_ROWS).map(|n| format!("A,B,p{n}@acme.example\n")).collect();
    assert_eq!(
        read(format!("First name,Last name,Email\n{as_many}").as_bytes()).unwrap().rows.len(),
        MOST_ROWS
    );
    let bytes = book(|sheet| {
        header(sheet, 0);
        for n in 0..=MOST_ROWS as u32 {
            sheet.write(n + 1, 1, format!("p{n}@acme.example")).unwrap();
        }
    });
    assert_eq!(read(&bytes), Err(ListFlaw::TooManyRows));
    let long = format!("First name,Last name,Email\n{},B,a@acme.example\n", "x".repeat(1_000_000));
    let cut = &rows(&long)[0].cells;
    assert_eq!(
        (cut.first_name.chars().count(), judge(cut).unwrap_err().first_name),
        (400, Some(CellFlaw::TooLong))
    );
}

#[test]
fn what_is_no_list_says_so() {
    for (bytes, flaw) in [
        (&b""[..], ListFlaw::Empty),
        (b"  \r\n\t", ListFlaw::Empty),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest", ListFlaw::OldOrLocked),
        (b"%PDF-1.7 and so on", ListFlaw::NotAList),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0", ListFlaw::NotAList),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0", ListFlaw::NotAList),
        (b"<html><body>x</body></html>", ListFlaw::NotAList),
        (b"PK\x03\x04 and then nothing of the kind", ListFlaw::NotAList),
        (b"First name,Last name,Email\n", ListFlaw::Empty),
    ] {
        assert_eq!(read(bytes), Err(flaw), "{:?}", String::from_utf8_lossy(bytes));
    }
}

/// A package of these members.
fn package(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut package = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let packed = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        package.start_file(*name, packed).unwrap();
        package.write_all(bytes).unwrap();
    }
    package.finish().unwrap().into_inner()
}

const WORKBOOK: &[u8] = br#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#;
const RELATIONS: &[u8] = br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

const PACKAGE: &[u8] = br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

fn crafted(sheet: &[u8], strings: &[u8], more: &[(&str, &[u8])]) -> Vec<u8> {
    let usual: [(&str, &[u8]); 5] = [
        ("_rels/.rels", PACKAGE),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", strings),
    ];
    package(&[&usual[..], more].concat())
}

fn strings(all: &[&str]) -> Vec<u8> {
    let items: String = all.iter().map(|text| format!("<si><t>{text}</t></si>")).collect();
    format!("<?xml version=\"1.0\"?><sst count=\"9\" uniqueCount=\"{}\">{items}</sst>", all.len())
        .into_bytes()
}

fn sheet(rows: &str) -> Vec<u8> {
    format!("<?xml version=\"1.0\"?><worksheet><sheetData>{rows}</sheetData></worksheet>").into_bytes()
}

const THREE: &str = r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>
<row r="2"><c r="A2" t="s"><v>3</v></c><c r="B2" t="s"><v>4</v></c><c r="C2" t="s"><v>5</v></c></row>"#;
const WORDS: [&str; 6] = ["First name", "Last name", "Email", "Zoe", "Muller", ZOE];

#[test]
fn a_crafted_workbook_takes_no_more_than_it_may() {
    let good = crafted(&sheet(THREE), &strings(&WORDS), &[]);
    assert_eq!(read(&good).unwrap().rows, vec![row(2, "Zoe", "Muller", ZOE, "")], "the crafting works");

    let bomb = vec![b' '; 80 * 1024 * 1024];
    let bytes = crafted(&sheet(THREE), &strings(&WORDS), &[("xl/media/image1.png", &bomb)]);
    assert!(bytes.len() < 200_000);
    assert_eq!(read(&bytes), Err(ListFlaw::Swollen));

    let liar = |said: &str| format!("<sst {said}><si><t>x</t></si></sst>").into_bytes();
    for said in [
        "uniqueCount=\"99999999999\"",
        "uniqueCount='99999999999'",
        "uniqueCount = \"99999999999\"",
        "uniqueCount\n=\n\"99999999999\"",
    ] {
        assert_eq!(read(&crafted(&sheet(THREE), &liar(said), &[])), Err(ListFlaw::Swollen), "{said}");
    }
    let far = [vec![b' '; 16 * 1024 - 5], liar("uniqueCount=\"99999999999\"")].concat();
    assert_eq!(read(&crafted(&sheet(THREE), &far, &[])), Err(ListFlaw::Swollen), "over the edge of a part");
    let wide: Vec<u8> = String::from_utf8(liar("uniqueCount=\"99999999999\""))
        .unwrap()
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(
        read(&crafted(&sheet(THREE), &[&b"\xFF\xFE"[..], &wide].concat(), &[])),
        Err(ListFlaw::NotAList)
    );

    for name in ["xl/vbaProject.bin", "XL/VBAPROJECT.BIN", "xl/macrosheets/sheet1.xml"] {
        assert_eq!(read(&crafted(&sheet(THREE), &strings(&WORDS), &[(name, b"x")])), Err(ListFlaw::Macros));
    }
    assert_eq!(read(&package(&[("content.xml", b"x"), ("mimetype", b"x")])), Err(ListFlaw::OtherProgram));
    assert_eq!(read(&package(&[("word/document.xml", b"x")])), Err(ListFlaw::NotAList));
}

#[test]
fn nothing_is_fetched_and_nothing_grows_out_of_an_entity() {
    let entity = r#"<!DOCTYPE sst [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;">]>"#;
    for used in ["&a;", "&c;"] {
        let said = format!(
            "{entity}<sst uniqueCount=\"6\"><si><t>First name</t></si><si><t>Last name</t></si><si><t>Email</t></si><si><t>{used}</t></si><si><t>B</t></si><si><t>{ZOE}</t></si></sst>"
        );
        // Refused, or read as nothing: what must not happen is that it is resolved.
        if let Ok(list) = read(&crafted(&sheet(THREE), said.as_bytes(), &[])) {
            let first = &list.rows[0].cells.first_name;
            assert!(!first.contains("root:") && !first.contains("bbb"), "{first}");
        }
    }
}

#[test]
fn one_long_string_behind_many_cells_is_not_copied_out() {
    let long = "x".repeat(1_000_000);
    let mut words = WORDS.to_vec();
    words.push(&long);
    let cells: String = (0..100).map(|_| "<c t=\"s\"><v>6</v></c>").collect();
    let lines: String = (3..5_000).map(|row| format!("<row r=\"{row}\">{cells}</row>")).collect();
    // Half a million cells of a megabyte each; what is kept of each is a line.
    let bytes = crafted(&sheet(&format!("{THREE}{lines}")), &strings(&words), &[]);
    let begun = std::time::Instant::now();
    let list = read(&bytes).unwrap();
    assert_eq!(list.rows.len(), 4_998);
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

#[test]
fn broken_workbooks_are_refused_and_break_nothing() {
    let good = crafted(&sheet(THREE), &strings(&WORDS), &[]);
    // Every cut, and every byte turned around, of a whole file.
    for cut in 0..good.len() {
        let _ = read(&good[..cut]);
        let mut other = good.clone();
        other[cut] ^= 0xFF;
        let _ = read(&other);
    }
}
