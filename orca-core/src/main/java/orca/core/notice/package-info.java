/**
 * What people want to be told about their leases, and where: values only. What is worth telling is decided by the service
 * manager, and who carries it is the runtime's. Start at {@link orca.core.notice.NoticeWish}.
 */
package orca.core.notice;
