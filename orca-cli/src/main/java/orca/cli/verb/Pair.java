package orca.cli.verb;

import orca.core.resource.Names;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * One {@code NAME=VALUE} as it was typed. Read while the line is, so that who types {@code cap 10} hears of the form and not of
 * a word too many.
 */
final class Pair implements ITypeConverter<String> {
    @Override
    public String convert(String typed) {
        if (typed.indexOf('=') < 1) {
            throw new TypeConversionException("must be NAME=VALUE without spaces, such as size=10, got " + Names.quoted(typed));
        }
        return typed;
    }
}
