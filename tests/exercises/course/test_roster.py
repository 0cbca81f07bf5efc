"""The list of students: what Excel, an LMS and a teacher in a hurry write."""

import pytest

from exercises.course.roster import RosterError, is_student_id, load


def roster(tmp_path, content: str | bytes):
    path = tmp_path / "students.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load(path)


@pytest.mark.parametrize(
    "text",
    [
        "id,name,email\nana,Ana Li,a@b.c\nbo,,\n",
        "\ufeffid,name,email\r\nana,Ana Li,a@b.c\r\nbo,,\r\n",
        "id;name;email\nana;Ana Li;a@b.c\nbo;;\n;;\n",
        "id\tname\temail\nana\tAna Li\ta@b.c\nbo\n\n",
        ' ID , Name ,EMAIL\n ana , "Ana Li" , a@b.c\nbo,,',
    ],
)
def test_tables_of_all_kinds_are_read(tmp_path, text):
    if '"' in text:
        text = text.replace(' "Ana Li" ', '"Ana Li"')
    students = roster(tmp_path, text)
    assert list(students) == ["ana", "bo"]
    assert students["ana"].name == "Ana Li"
    assert students["ana"].email == "a@b.c"
    assert students["bo"].name == ""


def test_other_columns_are_kept_and_names_joined(tmp_path):
    text = "id,first_name,last_name,lms_user_id\nana,Ana,Li,42\n"
    (student,) = roster(tmp_path, text).values()
    assert student.name == "Ana Li"
    assert student.more["lms_user_id"] == "42"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1: there is no column `id`; it has nothing"),
        ("name,email\nAna,a@b.c\n", "no column `id`; it has name, email"),
        ("id,name,name\nana,a,b\n", "line 1: column `name` stands twice"),
        ("id,name\n", "it lists no students"),
        ("id,name\nana,A\n,B\n", "line 3: the id is missing"),
        ("id\nana\nbo\nana\n", "line 4: ana stands twice (first in line 2"),
        ("id\nana\nAna\n", "line 3: Ana stands twice (first in line 2"),
        ("id\n../etc\n", "line 2: '../etc' is no good id"),
        ("id\na/b\n", "is no good id"),
        ("id\na..b\n", "is no good id"),
        ("id\nana.\n", "is no good id"),
        ("id\n-rf\n", "is no good id"),
        ("id\n李\n", "is no good id"),
        (f"id\n{'a' * 101}\n", "is no good id"),
        ('id,name\nana,"A\n', "it cannot be read"),
        (b"id\n\xff\xfe\n", "it is not UTF-8 text; save it as UTF-8"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path, text, told):
    with pytest.raises(RosterError) as error:
        roster(tmp_path, text)
    assert told in str(error.value)
    assert str(error.value).startswith(str(tmp_path / "students.csv"))


def test_lines_are_counted_over_texts_of_two_lines(tmp_path):
    with pytest.raises(RosterError, match="line 5: ana stands twice"):
        roster(tmp_path, 'id,name\nana,"A\nB"\nbo,\nana,\n')


def test_a_missing_file_and_a_folder_are_told(tmp_path):
    with pytest.raises(RosterError, match="there is no such file"):
        load(tmp_path / "none.csv")
    with pytest.raises(RosterError, match="it cannot be read"):
        load(tmp_path)


@pytest.mark.parametrize("id", ["a", "s1", "a.b@c.d", "A_b-c+1", "7", "a" * 100])
def test_good_ids(id):
    assert is_student_id(id)
