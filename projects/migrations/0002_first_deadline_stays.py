"""The first deadline of a milestone is kept for ever: the database itself refuses to change it."""

from django.db import migrations

GUARD = """
CREATE FUNCTION portal_first_deadline_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.original_due IS DISTINCT FROM OLD.original_due THEN
    RAISE EXCEPTION 'the first deadline of a milestone stays as it was';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER milestone_first_deadline BEFORE UPDATE OF original_due ON projects_milestone
  FOR EACH ROW EXECUTE FUNCTION portal_first_deadline_stays();
"""
UNGUARD = "DROP TRIGGER milestone_first_deadline ON projects_milestone; DROP FUNCTION portal_first_deadline_stays();"


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
