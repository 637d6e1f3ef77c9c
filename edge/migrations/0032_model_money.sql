-- What models cost. Prices are in dollars for a million tokens, costs in millionths of a dollar.

ALTER TABLE model_settings ADD COLUMN price_input REAL;            -- none: the deployment's or the list's
ALTER TABLE model_settings ADD COLUMN price_output REAL;
ALTER TABLE model_settings ADD COLUMN budget_per_month REAL;       -- in dollars; none: no limit
ALTER TABLE model_settings ADD COLUMN answers_per_visitor INTEGER; -- in 24 hours; none: no limit

ALTER TABLE model_days ADD COLUMN cost_micros INTEGER NOT NULL DEFAULT 0;
