"""Foreign keys over several columns: across sites they refuse what row security can't see."""

import uuid
from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, migrations, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter
from django.db.models import F
from django.test.utils import isolate_apps
from django.utils.translation import override

from osuuskunta.core.constraints import CompositeForeignKey
from osuuskunta.core.db import as_owner
from osuuskunta.core.scope import Scope, scope
from osuuskunta.project.models import Site
from tests.core.world import World, a_world
from tests.toys.models import NotesToy, PeopleToy

KEY = "notestoy_same_site"
MESSAGE = 'insert or update on table "toys_notestoy" violates foreign key constraint "notestoy_same_site"'


@pytest.fixture
def world(db: None) -> World:
    return a_world()


@pytest.fixture
def person(world: World) -> PeopleToy:
    with scope(world.everything()):
        return PeopleToy.objects.get(name="other one")


def _refused(how: str, site: Site, person: PeopleToy) -> str:
    """Write a note at `site` about `person` and return what PostgreSQL said."""
    try:
        with transaction.atomic():
            if how == "insert":
                NotesToy.objects.create(site=site, name="x", person_id=person.pk)
            else:
                NotesToy.objects.filter(site=site).update(person_id=person.pk)
    except IntegrityError as fault:
        return str(fault).splitlines()[0]
    return "stored"


class TestRows:
    def test_a_row_points_inside_its_site(self, world: World, person: PeopleToy) -> None:
        with scope(world.everything()):
            NotesToy.objects.create(site=world.site["other"], name="x", person=person)
            NotesToy.objects.create(site=world.site["own"], name="x", person=None)

    @pytest.mark.parametrize("how", ["insert", "update"])
    def test_a_row_never_points_across_sites(self, world: World, person: PeopleToy, how: str) -> None:
        """Also where the scope sees both sites, and where it sees the row's own only: keys look past policies."""
        for inner in (world.everything(), Scope(notes=frozenset({world.site["own"].pk}))):
            with scope(inner):
                assert _refused(how, world.site["own"], person) == MESSAGE

    def test_forms_say_so_before_the_database(self, world: World, person: PeopleToy) -> None:
        key = next(one for one in NotesToy._meta.constraints if one.name == KEY)
        with scope(world.everything()):
            key.validate(NotesToy, NotesToy(site=world.site["other"], person=person))
            key.validate(NotesToy, NotesToy(site=world.site["own"], person=None))
            key.validate(NotesToy, NotesToy(site=world.site["own"], person_id=F("id")))
            bad = NotesToy(site=world.site["own"], name="x", person=person)
            key.validate(NotesToy, bad, exclude={"person"})
            with pytest.raises(ValidationError) as caught, override("en"):
                bad.full_clean()
        assert caught.value.messages == ["Constraint “notestoy_same_site” is violated."]

    def test_a_target_out_of_sight_is_no_target_for_a_form(self, world: World, person: PeopleToy) -> None:
        key = next(one for one in NotesToy._meta.constraints if one.name == KEY)
        inner = Scope(notes=frozenset({world.site["other"].pk}))
        with scope(inner), pytest.raises(ValidationError):
            key.validate(NotesToy, NotesToy(site=world.site["other"], person_id=person.pk))


@pytest.mark.django_db
class TestState:
    def test_the_toys_need_no_migration(self) -> None:
        call_command("makemigrations", "toys", check=True, dry_run=True, verbosity=0)

    def test_a_key_read_back_from_its_migration_is_equal(self) -> None:
        state = MigrationLoader(connection).project_state()
        stored = {one.name: one for one in state.models["toys", "notestoy"].options["constraints"]}[KEY]
        here = {one.name: one for one in NotesToy._meta.constraints}[KEY]
        assert (stored, hash(stored)) == (here, hash(here))
        assert stored is not here

    @pytest.mark.parametrize(
        "change",
        [{"fields": ("site", "person")}, {"to": "toys.CardToy"}, {"to_fields": ("site", "id")}, {"name": "other"},
         {"deferred": True}, {"violation_error_message": "No."}],
    )  # fmt: skip
    def test_any_change_is_a_change(self, change: dict) -> None:
        usual = {"name": KEY, "fields": ("person", "site"), "to": "toys.PeopleToy", "to_fields": ("id", "site")}
        assert CompositeForeignKey(**usual) == CompositeForeignKey(**usual)
        assert CompositeForeignKey(**usual) != CompositeForeignKey(**(usual | change))
        assert CompositeForeignKey(**usual) != models.UniqueConstraint(fields=["id"], name=KEY)

    def test_a_migration_can_write_it(self) -> None:
        key = CompositeForeignKey(name="k", fields=["a"], to="toys.PeopleToy", to_fields=["id"], deferred=True)
        text, imports = MigrationWriter.serialize(key)
        found: dict = {}
        exec("\n".join([*imports, f"again = {text}"]), found)  # noqa: S102  what a migration file does
        assert found["again"] == key


@pytest.mark.django_db(transaction=True)
class TestMigrations:
    """Through real migration operations, as the owner, on tables that go away again."""

    @pytest.fixture(autouse=True)
    def owner(self) -> Iterator[None]:
        with as_owner():
            yield
            with connection.cursor() as cursor:
                cursor.execute("DROP TABLE IF EXISTS toys_child, toys_parent, toys_renamed CASCADE")

    def keys(self) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
                " WHERE contype = 'f' AND conrelid = to_regclass('toys_child') AND array_length(conkey, 1) = 2"
            )
            return [" ".join(row) for row in cursor.fetchall()]

    def run(self, state: ProjectState, *operations: migrations.operations.base.Operation) -> ProjectState:
        """Do the operations as one migration; return the state after them."""
        migration = migrations.Migration("9999", "toys")
        migration.operations = list(operations)
        with connection.schema_editor(atomic=True) as editor:
            return migration.apply(state, editor)

    def undo(self, before: ProjectState, *operations: migrations.operations.base.Operation) -> None:
        migration = migrations.Migration("9999", "toys")
        migration.operations = list(operations)
        with connection.schema_editor(atomic=True) as editor:
            migration.unapply(before, editor)

    def tables(self, *child: CompositeForeignKey, late: bool = False) -> list:
        """Return what makes Parent and Child; `late`: what the key points at is made unique only after the child."""
        number = ("id", models.IntegerField(primary_key=True))
        unique = models.UniqueConstraint(fields=["id", "site"], name="parent_key")
        options = {"constraints": [] if late else [unique]}
        parent = migrations.CreateModel("Parent", [number, ("site", models.IntegerField())], options)
        made = migrations.CreateModel(
            "Child",
            [number, ("site", models.IntegerField()), ("parent", models.IntegerField(null=True))],
            {"constraints": list(child)},
        )
        return [parent, made, *([migrations.AddConstraint("parent", unique)] if late else [])]

    def key(self, **changes: object) -> CompositeForeignKey:
        usual = {"name": "child_key", "fields": ("parent", "site"), "to": "toys.Parent", "to_fields": ("id", "site")}
        return CompositeForeignKey(**(usual | changes))

    DEFINITION = "child_key FOREIGN KEY (parent, site) REFERENCES toys_parent(id, site) DEFERRABLE"

    @pytest.mark.parametrize("late", [False, True])
    def test_with_the_table(self, late: bool) -> None:
        self.run(ProjectState(), *self.tables(self.key(), late=late))
        assert self.keys() == [self.DEFINITION]

    def test_added_altered_and_removed(self) -> None:
        empty = self.run(ProjectState(), *self.tables())
        added = self.run(empty.clone(), migrations.AddConstraint("child", self.key()))
        assert self.keys() == [self.DEFINITION]
        later = (
            migrations.RemoveConstraint("child", "child_key"),
            migrations.AddConstraint("child", self.key(deferred=True)),
        )
        self.run(added.clone(), *later)
        assert self.keys() == [f"{self.DEFINITION} INITIALLY DEFERRED"]
        self.undo(added.clone(), *later)
        assert self.keys() == [self.DEFINITION]
        self.run(added.clone(), migrations.RemoveConstraint("child", "child_key"))
        assert self.keys() == []

    def test_other_columns_can_change_beside_it(self) -> None:
        made = self.run(ProjectState(), *self.tables(self.key()))
        self.run(
            made,
            migrations.AddField("child", "note", models.TextField(default="")),
            migrations.AlterField("child", "note", models.TextField(default="x")),
            migrations.RemoveField("child", "note"),
        )
        assert self.keys() == [self.DEFINITION]

    def test_a_table_renamed_is_followed_by_the_state(self) -> None:
        made = self.run(ProjectState(), *self.tables())
        renamed = self.run(made, migrations.RenameModel("Parent", "Renamed"))
        self.run(renamed, migrations.AddConstraint("child", self.key(to="toys.Renamed")))
        assert self.keys() == [self.DEFINITION.replace("toys_parent", "toys_renamed")]

    @pytest.mark.parametrize("deferred", [False, True])
    def test_a_deferred_key_waits_for_the_commit(self, deferred: bool) -> None:
        """The child first, its parent after it: refused at once, or only if the parent is missing at the end."""
        self.run(ProjectState(), *self.tables(self.key(deferred=deferred)))

        def write(*statements: str) -> str:
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    for statement in statements:
                        cursor.execute(statement)
            except IntegrityError as fault:
                return str(fault).splitlines()[0].split('"')[-2]
            return "stored"

        child = "INSERT INTO toys_child (id, site, parent) VALUES (1, 7, 1)"
        other, parent = (f"INSERT INTO toys_parent (id, site) VALUES (1, {site})" for site in (8, 7))
        assert write(child) == "child_key"
        assert write(child, other) == "child_key"
        assert write(child, parent) == ("stored" if deferred else "child_key")
        assert write("DELETE FROM toys_child", "DELETE FROM toys_parent", parent, child) == "stored"
        assert write("UPDATE toys_parent SET site = 9") == "toys_child"


@isolate_apps("tests.toys")
def test_a_key_over_relations_uses_their_columns() -> None:
    class Child(models.Model):  # noqa: DJ008  nobody reads it
        id = models.UUIDField(primary_key=True, default=uuid.uuid4)
        parent = models.ForeignKey(PeopleToy, models.CASCADE, related_name="+")
        site = models.ForeignKey("project.Site", models.CASCADE, related_name="+")

        class Meta:
            app_label = "toys"

    Child._meta.apps = PeopleToy._meta.apps
    key = CompositeForeignKey(name="k", fields=("parent", "site"), to="toys.PeopleToy", to_fields=("id", "site"))
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        assert str(key.create_sql(Child, editor)) == (
            'ALTER TABLE "toys_child" ADD CONSTRAINT "k" FOREIGN KEY ("parent_id", "site_id") REFERENCES'
            ' "toys_peopletoy" ("id", "site_id") DEFERRABLE INITIALLY IMMEDIATE'
        )
        assert str(key.remove_sql(Child, editor)) == 'ALTER TABLE "toys_child" DROP CONSTRAINT IF EXISTS "k"'
