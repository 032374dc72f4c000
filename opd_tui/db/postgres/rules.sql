-- What no CHECK can express: seats, overlaps, closed slots, kept counts, an unchangeable log, the words of names.
--
-- A function sees nothing that another connection has not committed yet. So whatever a rule counts in is locked first:
-- the slot's row by the change of its counts, which every change of a token makes; the doctor's row where windows are
-- compared. Locked by an UPDATE, not only FOR UPDATE: under REPEATABLE READ the second one then fails instead of
-- counting in an old snapshot.

CREATE OR REPLACE FUNCTION opd_refuse(rule text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', rule USING ERRCODE = 'check_violation', CONSTRAINT = rule;
END $$;

-- A closed slot without live tokens takes none of its doctor's time.
CREATE OR REPLACE FUNCTION opd_takes_time(which bigint, shut boolean) RETURNS boolean LANGUAGE sql AS $$
    SELECT NOT shut OR EXISTS (SELECT 1 FROM token WHERE slot_id = which AND status IN ('ACTIVE', 'WAITING'))
$$;

CREATE OR REPLACE FUNCTION opd_check_overlap(mine slot) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT opd_takes_time(mine.id, mine.closed) THEN
        RETURN;
    END IF;
    UPDATE doctor SET retired = retired WHERE id = mine.doctor_id;
    IF EXISTS (
        SELECT 1 FROM slot AS other
        WHERE other.doctor_id = mine.doctor_id AND other.id <> mine.id
            AND other.start < mine."end" AND other."end" > mine.start
            AND opd_takes_time(other.id, other.closed)
    ) THEN
        PERFORM opd_refuse('slot_overlap');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION opd_check_seats(which bigint, seats bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM token WHERE slot_id = which AND status IN ('ACTIVE', 'COMPLETED')) > seats THEN
        PERFORM opd_refuse('no_seat');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION opd_slot_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    closing boolean := TG_OP = 'UPDATE' AND NEW.closed;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.capacity < OLD.capacity THEN
            PERFORM opd_check_seats(NEW.id, NEW.capacity);
        END IF;
        IF closing AND NOT OLD.closed
            AND EXISTS (SELECT 1 FROM token WHERE slot_id = NEW.id AND status IN ('ACTIVE', 'WAITING'))
            AND NOT EXISTS (  -- the event is written first, and names the tokens that it leaves in the slot
                SELECT 1 FROM event
                WHERE id = (SELECT max(id) FROM event WHERE slot = NEW.id) AND strpos(detail, '"left":') > 0
            )
        THEN
            PERFORM opd_refuse('slot_in_use');
        END IF;
        IF (NEW.start, NEW."end", NEW.doctor_id, NEW.closed) IS NOT DISTINCT FROM
            (OLD.start, OLD."end", OLD.doctor_id, OLD.closed) OR (closing AND NOT OLD.closed)
        THEN
            RETURN NULL;
        END IF;
    END IF;
    PERFORM opd_check_overlap(NEW);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION opd_token_added() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    here boolean := NOT NEW.called AND NEW.arrived_at IS NOT NULL;
    mine slot;
BEGIN
    UPDATE slot SET
        waiting = waiting + (NEW.status = 'WAITING')::int,
        seated_here = seated_here + (NEW.status = 'ACTIVE' AND here)::int,
        waiting_here = waiting_here + (NEW.status = 'WAITING' AND here)::int
        WHERE id = NEW.slot_id RETURNING * INTO mine;
    IF NEW.status IN ('ACTIVE', 'WAITING') AND mine.closed THEN
        PERFORM opd_refuse('slot_closed');
    END IF;
    IF NEW.status IN ('ACTIVE', 'COMPLETED') THEN
        PERFORM opd_check_seats(NEW.slot_id, mine.capacity);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION opd_token_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was_here boolean := NOT OLD.called AND OLD.arrived_at IS NOT NULL;
    here boolean := NOT NEW.called AND NEW.arrived_at IS NOT NULL;
    moves boolean := NEW.slot_id <> OLD.slot_id;
    mine slot;
BEGIN
    IF moves THEN  -- always the lower id first, or two moves in opposite directions would wait for each other
        PERFORM 1 FROM slot WHERE id IN (OLD.slot_id, NEW.slot_id) ORDER BY id FOR NO KEY UPDATE;
    END IF;
    UPDATE slot SET
        waiting = waiting - (OLD.status = 'WAITING')::int,
        seated_here = seated_here - (OLD.status = 'ACTIVE' AND was_here)::int,
        waiting_here = waiting_here - (OLD.status = 'WAITING' AND was_here)::int
        WHERE id = OLD.slot_id;
    UPDATE slot SET
        waiting = waiting + (NEW.status = 'WAITING')::int,
        seated_here = seated_here + (NEW.status = 'ACTIVE' AND here)::int,
        waiting_here = waiting_here + (NEW.status = 'WAITING' AND here)::int
        WHERE id = NEW.slot_id RETURNING * INTO mine;
    IF NEW.status IN ('ACTIVE', 'COMPLETED') AND (moves OR OLD.status NOT IN ('ACTIVE', 'COMPLETED')) THEN
        PERFORM opd_check_seats(NEW.slot_id, mine.capacity);
    END IF;
    IF mine.closed AND NEW.status IN ('ACTIVE', 'WAITING') AND (moves OR OLD.status NOT IN ('ACTIVE', 'WAITING')) THEN
        -- A token that was in the slot before may return: the service has checked that it was there when it closed.
        IF NOT EXISTS (SELECT 1 FROM event WHERE token_id = NEW.id AND slot = NEW.slot_id) THEN
            PERFORM opd_refuse('slot_closed');
        END IF;
        PERFORM opd_check_overlap(mine);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION opd_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM opd_refuse(TG_ARGV[0]);
    RETURN NULL;
END $$;

-- An event without an operation is the first of its own.
CREATE OR REPLACE FUNCTION opd_event_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.operation := coalesce(NEW.operation, NEW.id);
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION opd_patient_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM patient_word WHERE patient_id = OLD.id;
    END IF;
    INSERT INTO patient_word (word, patient_id)
        SELECT DISTINCT word, NEW.id FROM string_to_table(NEW.folded || ' ' || NEW.spellings, ' ') AS word
        WHERE word <> '';
    RETURN NULL;
END $$;

-- What is kept of a day for reports is right only until something of that day changes.
CREATE OR REPLACE FUNCTION opd_unsum() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM summed_day WHERE day = OLD.day;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        DELETE FROM summed_day WHERE day = NEW.day;
    END IF;
    RETURN NULL;
END $$;

-- Its moves count by the source that it has now, also those in slots that it has left.
CREATE OR REPLACE FUNCTION opd_unsum_source() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM summed_day WHERE day IN (
        SELECT slot.day FROM event JOIN slot ON slot.id = event.slot WHERE event.token_id = NEW.id
    );
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER token_unsums_source AFTER UPDATE OF source ON token
    FOR EACH ROW EXECUTE FUNCTION opd_unsum_source();
CREATE OR REPLACE TRIGGER token_unsums AFTER INSERT OR UPDATE ON token
    FOR EACH ROW EXECUTE FUNCTION opd_unsum();
CREATE OR REPLACE TRIGGER slot_unsums_insert AFTER INSERT OR DELETE ON slot
    FOR EACH ROW EXECUTE FUNCTION opd_unsum();
CREATE OR REPLACE TRIGGER slot_unsums_update AFTER UPDATE OF doctor_id, day, start, "end", capacity, closed ON slot
    FOR EACH ROW EXECUTE FUNCTION opd_unsum();
CREATE OR REPLACE TRIGGER slot_kept_insert AFTER INSERT ON slot FOR EACH ROW EXECUTE FUNCTION opd_slot_kept();
CREATE OR REPLACE TRIGGER slot_kept_update AFTER UPDATE OF start, "end", doctor_id, closed, capacity ON slot
    FOR EACH ROW EXECUTE FUNCTION opd_slot_kept();
CREATE OR REPLACE TRIGGER token_added AFTER INSERT ON token FOR EACH ROW EXECUTE FUNCTION opd_token_added();
CREATE OR REPLACE TRIGGER token_changed AFTER UPDATE OF slot_id, status, called, arrived_at ON token
    FOR EACH ROW EXECUTE FUNCTION opd_token_changed();
CREATE OR REPLACE TRIGGER token_kept BEFORE DELETE ON token
    FOR EACH ROW EXECUTE FUNCTION opd_kept('token_kept');
CREATE OR REPLACE TRIGGER token_not_emptied BEFORE TRUNCATE ON token
    FOR EACH STATEMENT EXECUTE FUNCTION opd_kept('token_kept');
CREATE OR REPLACE TRIGGER event_begins BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION opd_event_begins();
CREATE OR REPLACE TRIGGER event_kept BEFORE DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION opd_kept('event_kept');
CREATE OR REPLACE TRIGGER event_not_emptied BEFORE TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION opd_kept('event_kept');
CREATE OR REPLACE TRIGGER event_unaltered BEFORE UPDATE ON event
    FOR EACH ROW EXECUTE FUNCTION opd_kept('event_unaltered');
CREATE OR REPLACE TRIGGER patient_words AFTER INSERT OR UPDATE OF id, folded, spellings ON patient
    FOR EACH ROW EXECUTE FUNCTION opd_patient_words();
