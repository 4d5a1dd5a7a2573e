package planted.orca.servicemanager;

/** Planted for a house rule. */
public class AsksADatabase {
    java.sql.Date date = new java.sql.Date(0);
}
