/**
 * The handler {@code homes}: a unit has a folder of its own by NFS, from a ganesha. A file that ganesha includes says who has
 * which. Start at {@link orca.handler.services.homes.UnitHome}.
 */
package orca.handler.services.homes;
