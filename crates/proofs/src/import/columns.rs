//! Which column holds what: by the words in the header, in the languages that people's spreadsheets speak.
//!
//! A column whose word is not known is left alone. Never in here: what makes a cell good (`import.rs`).

use super::{Cells, MOST_COLUMNS};

const FIRST_NAME: [&str; 24] = [
    "firstname",
    "first",
    "givenname",
    "given",
    "forename",
    "preferredname",
    "vorname",
    "rufname",
    "prénom",
    "prenom",
    "nombre",
    "nombres",
    "nome",
    "primeironome",
    "voornaam",
    "fornavn",
    "förnamn",
    "etunimi",
    "imię",
    "imie",
    "jméno",
    "keresztnév",
    "prenume",
    "имя",
];
const LAST_NAME: [&str; 26] = [
    "lastname",
    "last",
    "surname",
    "familyname",
    "family",
    "secondname",
    "nachname",
    "familienname",
    "zuname",
    "nom",
    "nomdefamille",
    "apellido",
    "apellidos",
    "sobrenome",
    "apelido",
    "cognome",
    "achternaam",
    "efternavn",
    "etternavn",
    "efternamn",
    "sukunimi",
    "nazwisko",
    "příjmení",
    "vezetéknév",
    "nume",
    "фамилия",
];
const EMAIL: [&str; 24] = [
    "email",
    "emailaddress",
    "emails",
    "mail",
    "mailaddress",
    "workemail",
    "workemailaddress",
    "businessemail",
    "companyemail",
    "primaryemail",
    "emailadresse",
    "mailadresse",
    "epost",
    "epostadresse",
    "courriel",
    "adressemail",
    "adresseemail",
    "adresseelectronique",
    "adresseélectronique",
    "correo",
    "correoelectrónico",
    "correoelectronico",
    "userprincipalname",
    "sähköposti",
];
const ROLE: [&str; 13] = [
    "role",
    "userrole",
    "accountrole",
    "accessrole",
    "rolle",
    "benutzerrolle",
    "rôle",
    "rol",
    "papel",
    "função",
    "ruolo",
    "roll",
    "rooli",
];

/// Where in a row the four cells stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    first_name: usize,
    last_name: usize,
    email: usize,
    role: Option<usize>,
}

/// A header as it is compared: small letters and digits alone, so that `E-Mail`, `e mail` and `E_MAIL *` are one.
fn folded(header: &str) -> String {
    header.to_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect()
}

/// A row without a header that looks like one of the template's: an address in the third of three or four cells.
pub(super) fn is_template_row(cells: &[String]) -> bool {
    let filled = cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
    let at = |place: usize| cells.get(place).is_some_and(|cell| cell.contains('@'));
    (3..=4).contains(&filled) && at(2) && !at(0) && !at(1)
}

impl Columns {
    /// The order of the template.
    pub(super) const TEMPLATE: Columns = Columns { first_name: 0, last_name: 1, email: 2, role: Some(3) };

    /// The columns, if this row is the header: it names the first name, the last name and the address. Of two columns
    /// of one kind the left one counts.
    pub(super) fn find(cells: &[String]) -> Option<Columns> {
        let headers: Vec<String> = cells.iter().take(MOST_COLUMNS).map(|cell| folded(cell)).collect();
        let find = |words: &[&str]| headers.iter().position(|header| words.contains(&header.as_str()));
        Some(Columns {
            first_name: find(&FIRST_NAME)?,
            last_name: find(&LAST_NAME)?,
            email: find(&EMAIL)?,
            role: find(&ROLE),
        })
    }

    /// The four cells of a row.
    pub(super) fn cells(&self, line: &[String]) -> Cells {
        let at = |place: usize| line.get(place).map(|text| super::cell(text)).unwrap_or_default();
        Cells {
            first_name: at(self.first_name),
            last_name: at(self.last_name),
            email: at(self.email),
            role: self.role.map(at).unwrap_or_default(),
        }
    }
}
