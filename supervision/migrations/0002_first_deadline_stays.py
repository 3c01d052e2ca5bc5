"""The first deadline of a duty is kept for ever: the database itself refuses to change it."""

from django.db import migrations

GUARD = """
CREATE FUNCTION portal_first_due_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.original_due IS DISTINCT FROM OLD.original_due THEN
    RAISE EXCEPTION 'the first deadline of a duty stays as it was';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER duty_first_due BEFORE UPDATE OF original_due ON supervision_duty
  FOR EACH ROW EXECUTE FUNCTION portal_first_due_stays();
"""
UNGUARD = "DROP TRIGGER duty_first_due ON supervision_duty; DROP FUNCTION portal_first_due_stays();"


class Migration(migrations.Migration):
    dependencies = [("supervision", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
